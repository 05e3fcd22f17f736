import { createDefine } from "fresh";
import type { BoardShelf } from "../(_api)/latest_boards.ts";
import type { TaskView } from "../../domain/view_calendar.ts";
import type { CatalogView } from "../../domain/view_catalog.ts";
import type { ArenaView } from "../../domain/view.ts";
import type { ReadPastEvent } from "./past_events.ts";

/** What every page may read. */
export interface SiteState {
  /** The newest view. */
  arena: ArenaView;
  /** Where it stands in the stream; `null` before the stream has begun. */
  position: string | null;
  /** Both boards of every season, as they were reckoned last. */
  boards: BoardShelf;
  /** The models that can compete. */
  catalog: CatalogView;
  /** The tasks of the calendar. */
  tasks: readonly TaskView[];
  /** Looks events up that have left the list of the newest ones. */
  pastEvent: ReadPastEvent;
  /** Whether there is a token by which operators act. */
  hasOperators: boolean;
}

/** Types routes, middlewares and pages by what the site gives them. */
export const define = createDefine<SiteState>();
