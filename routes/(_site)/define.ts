import { createDefine } from "fresh";
import type { ArenaView } from "../../domain/view.ts";

/** What every page may read. */
export interface SiteState {
  /** The newest view. */
  arena: ArenaView;
  /** Where it stands in the stream; `null` before the stream has begun. */
  position: string | null;
}

/** Types routes, middlewares and pages by what the site gives them. */
export const define = createDefine<SiteState>();
