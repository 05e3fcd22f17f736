import {
  type ExchangeOptions,
  type OutgoingFrame,
  SimulatedExchange,
} from "../../../venues/builtin/exchange.ts";

/** The simulated exchange, whose frames somebody else may put into other words on their way out. */
export class SpokenExchange extends SimulatedExchange {
  /** Returns what is sent in place of a frame's text. */
  speech: (text: string) => readonly string[];

  constructor(options: ExchangeOptions) {
    super(options);
    this.speech = (text) => [text];
  }

  override framesAt(step: number): readonly OutgoingFrame[] {
    return super.framesAt(step).flatMap((frame) =>
      this.speech(frame.text).map((text) => ({ ...frame, text }))
    );
  }
}
