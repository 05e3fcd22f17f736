import { App, csp, HttpError, staticFiles } from "fresh";
import { Builder, type BuildOptions } from "fresh/dev";
import type { BoardShelf } from "../(_api)/latest_boards.ts";
import type { TaskView } from "../../domain/view_calendar.ts";
import type { CatalogView } from "../../domain/view_catalog.ts";
import type { ArenaView } from "../../domain/view.ts";
import { define, type SiteState } from "./define.ts";
import type { ReadPastEvent } from "./past_events.ts";

/** What the pages are made of. */
export interface SiteDependencies {
  /** Folders and targets, from `fresh.config.ts`. */
  readonly build: BuildOptions;
  readonly view: () => ArenaView;
  /** Where `view` stands in the stream. */
  readonly position: () => string | null;
  /** Both boards of every season, as they were reckoned last. */
  readonly boards: BoardShelf;
  /** The models that can compete. */
  readonly catalog: () => CatalogView;
  /** The tasks of the calendar. */
  readonly tasks: () => readonly TaskView[];
  /** Looks events up that have left the list of the newest ones. */
  readonly pastEvent: ReadPastEvent;
  /** Whether there is a token by which operators act. */
  readonly hasOperators: boolean;
  /** Told of every error that a viewer only sees as a friendly page. */
  readonly onError: (error: unknown) => void;
}

/** Bundles the islands in memory and returns the handler of all pages and static files. */
export async function createSite(
  dependencies: SiteDependencies,
): Promise<(request: Request) => Promise<Response>> {
  const { build, boards, pastEvent, hasOperators, onError } = dependencies;
  const apply = await new Builder<SiteState>(build).build({
    mode: "production",
    snapshot: "memory",
  });
  const app = new App<SiteState>()
    .use(csp({ useNonce: true }))
    .use(define.middleware(async (context) => {
      context.state.arena = dependencies.view();
      context.state.position = dependencies.position();
      context.state.boards = boards;
      context.state.catalog = dependencies.catalog();
      context.state.tasks = dependencies.tasks();
      context.state.pastEvent = pastEvent;
      context.state.hasOperators = hasOperators;
      try {
        return await context.next();
      } catch (error) {
        if (!(error instanceof HttpError)) onError(error);
        throw error;
      }
    }))
    // Within what reports errors: Fresh fails on some addresses that no file can have.
    .use(staticFiles())
    .fsRoutes();
  apply(app);
  const handler = app.handler();
  return (request) => handler(request);
}
