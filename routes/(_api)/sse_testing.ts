/**
 * Frames, clients and a clock for tests of the stream. Only tests import it.
 *
 * @module
 */
import type { ViewFrame } from "../../actors/ports/view_stream.ts";
import { emptyView } from "../../domain/view_reducer.ts";
import { SAMPLE_ORIGIN } from "../../domain/testing/view_samples.ts";
import type { Timer } from "./sse_hub.ts";

export const INITIAL = emptyView(SAMPLE_ORIGIN);

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** Counts encodings, so that tests can see that there is one for everybody. */
export class FrameMaker {
  readonly epoch: string;
  snapshots = 0;
  #seq = 0;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  /** Makes the frame that starts an epoch. */
  first(): ViewFrame {
    return this.#frame(this.#seq, null);
  }

  /** Makes a frame of `deltas` deltas, padded to about `bytes` bytes. */
  next(deltas = 1, bytes = 0): ViewFrame {
    const afterSeq = this.#seq;
    this.#seq += deltas;
    const text = `id: ${this.epoch}-${this.#seq}\nevent: deltas\ndata: "${
      "x".repeat(bytes)
    }"\n\n`;
    return this.#frame(afterSeq, ENCODER.encode(text));
  }

  #frame(afterSeq: number, deltas: ViewFrame["deltas"]): ViewFrame {
    const seq = this.#seq;
    let snapshot: Uint8Array<ArrayBuffer> | undefined;
    return {
      epoch: this.epoch,
      afterSeq,
      seq,
      deltas,
      view: { ...INITIAL, seq },
      snapshot: () => {
        if (snapshot === undefined) {
          this.snapshots += 1;
          snapshot = ENCODER.encode(
            `id: ${this.epoch}-${seq}\nevent: snapshot\ndata: {}\n\n`,
          );
        }
        return snapshot;
      },
    };
  }
}

/** A client that reads its stream when told to. */
export class StreamReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly chunks: Uint8Array[] = [];

  constructor(response: Response) {
    if (response.body === null) {
      throw new TypeError("Cannot read a stream as there must be a body");
    }
    this.#reader = response.body.getReader();
  }

  /** Reads `count` chunks and returns the event names and ids that they carry, such as `deltas e-3`. */
  async read(count: number): Promise<readonly string[]> {
    const events: string[] = [];
    for (let index = 0; index < count; index++) {
      const { value, done } = await this.#reader.read();
      if (done) return [...events, "end"];
      this.chunks.push(value);
      events.push(named(DECODER.decode(value)));
    }
    return events;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }
}

function named(text: string): string {
  if (text.startsWith("retry:")) return text.trim();
  const event = /^event: (.*)$/m.exec(text)?.[1] ?? "";
  const id = /^id: (.*)$/m.exec(text)?.[1];
  const comment = /^: (.*)$/m.exec(text)?.[1];
  return [comment === undefined ? event : `:${comment} ${event}`, id]
    .filter((part) => part !== undefined).join(" ");
}

/** A timer that fires when told to. */
export class ManualTimer implements Timer {
  readonly #due = new Set<() => void>();
  readonly delays: number[] = [];

  setTimer(callback: () => void, delayMs: number): () => void {
    this.delays.push(delayMs);
    this.#due.add(callback);
    return () => void this.#due.delete(callback);
  }

  get armed(): number {
    return this.#due.size;
  }

  fire(): void {
    const callbacks = [...this.#due];
    this.#due.clear();
    for (const callback of callbacks) callback();
  }
}
