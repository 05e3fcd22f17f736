import { FrameLayout, type HotFrame } from "./frame_layout.ts";

/** Layouts kept; a venue that writes in more ways than this is left to the schema. */
const LAYOUTS_MAX = 8;

/** Learns how frequent frames are written, and reads those that are written so without parsing them. */
export class HotFrames {
  /** Those of changes to books first: they are nearly all that comes. */
  readonly #layouts: FrameLayout[] = [];

  /** Returns the frame that `text` is; `null` for one that only the schema can read. */
  read(text: string): HotFrame | null {
    const layouts = this.#layouts;
    for (let index = 0; index < layouts.length; index += 1) {
      const frame = layouts[index]?.read(text) ?? null;
      if (frame !== null) return frame;
    }
    return null;
  }

  /** Learns from a frame that `read` could not and the schema did. */
  learn(type: string, frame: object): void {
    if (type !== "orderbook_delta" && type !== "ticker") return;
    if (this.#layouts.length >= LAYOUTS_MAX) return;
    const layout = FrameLayout.learn(type, frame);
    if (layout === null) return;
    if (type === "orderbook_delta") this.#layouts.unshift(layout);
    else this.#layouts.push(layout);
  }
}
