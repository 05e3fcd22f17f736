import type { ArenaView } from "../../domain/view.ts";

/** One step of the published view, encoded once for everybody. */
export interface ViewFrame {
  /** Names one life of the view: sequences of different epochs have nothing to do with each other. */
  readonly epoch: string;
  /** Where the view stood before this frame. */
  readonly afterSeq: number;
  /** Where it stands now. */
  readonly seq: number;
  readonly view: ArenaView;
  /** The deltas between the two as one server-sent event; `null` where only the snapshot leads here. */
  readonly deltas: Uint8Array<ArrayBuffer> | null;
  /** Returns `view` as one server-sent event, encoded on the first call and kept. */
  snapshot(): Uint8Array<ArrayBuffer>;
}

/** Where the broadcaster's frames go: whoever watches the arena. */
export interface ViewStream {
  /** Passes `frame` on at once; never waits for a slow watcher. */
  publish(frame: ViewFrame): void;
}
