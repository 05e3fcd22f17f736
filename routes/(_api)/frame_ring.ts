import type { ViewFrame } from "../../actors/ports/view_stream.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const EVENT_ID = /^([a-z0-9]{1,40})-(\d{1,15})$/;

/** The newest frames of one epoch, bounded, for clients that were away for a moment. */
export class FrameRing {
  readonly #capacity: number;
  #frames: ViewFrame[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get newest(): ViewFrame | undefined {
    return this.#frames.at(-1);
  }

  /** Keeps `frame`. One that does not follow from the frame before it starts the ring over. */
  push(frame: ViewFrame): void {
    const follows = frame.deltas !== null &&
      frame.epoch === this.newest?.epoch &&
      frame.afterSeq === this.newest.seq;
    if (!follows) {
      this.#frames = [frame];
      return;
    }
    this.#frames.push(frame);
    // Cut in large steps: shifting one by one would move the whole array every time.
    if (this.#frames.length >= 2 * this.#capacity) {
      this.#frames = this.#frames.slice(-this.#capacity);
    }
  }

  /** Returns the events that lead from the one with id `lastEventId` to now: deltas, or else a snapshot. */
  since(lastEventId: string | null): readonly Bytes[] {
    const { newest } = this;
    if (newest === undefined) return [];
    const seen = EVENT_ID.exec(lastEventId ?? "");
    if (seen === null || seen[1] !== newest.epoch) return [newest.snapshot()];
    const seq = Number(seen[2]);
    if (seq === newest.seq) return [];
    const index = this.#frames.findIndex(({ afterSeq }) => afterSeq === seq);
    if (index < 0) return [newest.snapshot()];
    const missed = this.#frames.slice(index).map(({ deltas }) => deltas);
    return missed.every((bytes) => bytes !== null)
      ? missed
      : [newest.snapshot()];
  }
}
