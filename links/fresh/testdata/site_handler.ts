import { App, csp, staticFiles } from "fresh";
import { Builder } from "fresh/dev";
import type { SiteState } from "./site/state.ts";

/** Answers a request as a server would. */
export type SiteHandler = (request: Request) => Promise<Response>;

let built: Promise<SiteHandler> | undefined;

/** Returns the handler of the test site, built once for all tests of a file. */
export function siteHandler(): Promise<SiteHandler> {
  built ??= buildSite(`${import.meta.dirname}/site`);
  return built;
}

/** Builds a site that greets Ada. */
export async function buildSite(root: string): Promise<SiteHandler> {
  const builder = new Builder<SiteState>({
    root,
    routeDir: "routes",
    islandDir: "islands",
    staticDir: "static",
    target: ["chrome109", "firefox115", "safari16"],
  });
  const apply = await builder.build({ mode: "production", snapshot: "memory" });
  const app = new App<SiteState>()
    .use(csp({ useNonce: true }))
    .use(staticFiles())
    .use((ctx) => {
      ctx.state.user = "Ada";
      return ctx.next();
    })
    .fsRoutes();
  apply(app);
  const handler = app.handler();
  return (request) => handler(request);
}
