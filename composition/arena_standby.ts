import { encodeFrame } from "../actors/broadcaster/frame.ts";
import type { ViewStream } from "../actors/ports/view_stream.ts";
import type { ArenaPhase, ArenaView } from "../domain/view.ts";
import { emptyView, reduce, type ViewOrigin } from "../domain/view_reducer.ts";
import type { Clock, Random } from "../runtime/mod.ts";

interface StandbyDependencies {
  readonly stream: ViewStream;
  readonly origin: ViewOrigin;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * What viewers see while another process trades: that it does, and the time.
 *
 * It replaces whatever a page still shows of a process that was here before, until the broadcaster speaks.
 */
export class StandbyView {
  readonly #dependencies: StandbyDependencies;
  readonly #epoch: string;
  /** `null` before the first frame. */
  #view: ArenaView | null = null;

  constructor(dependencies: StandbyDependencies) {
    const { clock, random } = dependencies;
    this.#dependencies = dependencies;
    this.#epoch = [clock.nowMs(), random.integer(2 ** 32)]
      .map((part) => part.toString(36)).join("");
  }

  /** Publishes what the arena does, or, once that is known, the time. */
  publish(phase: ArenaPhase): void {
    const { stream, origin, clock } = this.#dependencies;
    const nowMs = clock.nowMs();
    if (this.#view === null) {
      const view = emptyView(origin);
      const reason = "Not connected, as another process trades.";
      const venue = { ...view.venue, reason };
      this.#view = { ...view, nowMs, phase, venue };
      return stream.publish(encodeFrame(this.#epoch, this.#view, []));
    }
    const delta = {
      kind: "clock_ticked",
      seq: this.#view.seq + 1,
      nowMs,
      journalSequence: 0,
    } as const;
    this.#view = reduce(this.#view, delta);
    stream.publish(encodeFrame(this.#epoch, this.#view, [delta]));
  }
}
