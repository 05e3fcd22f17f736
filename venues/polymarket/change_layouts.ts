import { ChangeLayout } from "./change_layout.ts";
import type { MarketFrameOf } from "./schema/market_frame.ts";

/** Layouts kept; a venue that writes in more ways than this is left to the schema. */
const LAYOUTS_MAX = 4;

/** Learns how changes are written, and reads those that are written so without parsing them. */
export class ChangeLayouts {
  readonly #layouts: ChangeLayout[] = [];

  /** Returns the frame that `text` is; `null` for one that only the schema can read. */
  read(text: string): MarketFrameOf<"price_change"> | null {
    for (const layout of this.#layouts) {
      const frame = layout.read(text);
      if (frame !== null) return frame;
    }
    return null;
  }

  /** Learns from what a text that `read` could not was parsed as, if that is a change. */
  learn(value: unknown): void {
    if (this.#layouts.length >= LAYOUTS_MAX) return;
    const layout = ChangeLayout.learn(value);
    if (layout !== null) this.#layouts.push(layout);
  }
}
