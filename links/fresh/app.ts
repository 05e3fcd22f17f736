import { STATUS_CODES } from "node:http";
import { type ComponentType, h } from "preact";
import type {
  Context,
  HandlerByMethod,
  Middleware,
  PageProps,
  PageResponse,
} from "./define.ts";
import { renderDocument } from "./document.ts";
import { type Route, type Site, siteOf } from "./site.ts";

type Step = Middleware<unknown>;

/** The HTTP statuses that tell of a failure. */
// deno-fmt-ignore
export type ErrorStatus =
  | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409 | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418
  | 421 | 422 | 423 | 424 | 425 | 426 | 428 | 429 | 431 | 451
  | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;

/** Ends a request with a status; the nearest `_error` page renders it and sees it as `error`. */
export class HttpError extends Error {
  /** The status of the response. */
  status: ErrorStatus;

  /** @param message Shown by the plain fallback page, so it must hold no secret. */
  constructor(status: ErrorStatus, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = this.constructor.name;
    this.status = status;
  }
}

/** A site: middlewares in the order in which they are added, then the routes of the routes folder. */
export class App<State> {
  #middlewares: Step[] = [];
  #routed: readonly Step[] | undefined;

  /** Adds middlewares that run for every route that is added after them, and for what matches nothing. */
  use(...middleware: Middleware<State>[]): this {
    // The state's type ends here: only the application's own code knows what its middlewares leave there.
    this.#middlewares.push(...middleware as Step[]);
    return this;
  }

  /** Adds the routes that the builder collects. */
  fsRoutes(): this {
    this.#routed = [...this.#middlewares];
    return this;
  }

  /**
   * Returns the function that answers requests, with what was added up to now. What nobody answers ends in the `_error`
   * page with a 404; without such a page, and for what it throws, in a plain text.
   */
  handler(): (request: Request) => Promise<Response> {
    const site = siteOf.get(this);
    const routed = this.#routed;
    const unmatched = [...this.#middlewares];

    return async (req) => {
      const url = new URL(req.url);
      url.pathname = url.pathname.replace(/\/+/g, "/");
      const match = site && routed && matchRoute(site, url);
      const steps = match ? [...routed, match.answer] : unmatched;
      const params = match?.params ?? {};
      const next = () => run(ctx, steps);
      const ctx = { req, url, params, state: {}, error: null, next };
      if (site) siteOf.set(ctx, site);
      try {
        const response = await next().catch((error) => {
          ctx.error = error;
          if (!routed || !site?.errorPage) throw error;
          const status = error instanceof HttpError ? error.status : 500;
          return renderPage(ctx, site, site.errorPage, { data: {}, status });
        });
        return req.method === "HEAD" ? new Response(null, response) : response;
      } catch (error) {
        return plainError(error);
      }
    };
  }
}

/** Runs the steps from an index on, each the next one by its `ctx.next()`. */
async function run(
  ctx: Context<unknown>,
  steps: readonly Step[],
  index = 0,
): Promise<Response> {
  const step = steps[index];
  if (!step) throw new HttpError(404);
  ctx.next = () => run(ctx, steps, index + 1);
  return await step(ctx);
}

/** Returns what answers an address, and its parameters. */
function matchRoute(site: Site, url: URL) {
  for (const route of site.routes) {
    const groups = route.pattern.exec(url)?.pathname.groups;
    if (!groups) continue;
    const params: Record<string, string> = {};
    for (const [name, value] of Object.entries(groups)) {
      params[name] = decodeURI(value ?? "");
    }
    return {
      params,
      answer: (ctx: Context<unknown>) => answer(ctx, site, route),
    };
  }
}

/** Runs a route's handler and renders its page; a method without a handler falls through to `ctx.next()`. */
async function answer(
  ctx: Context<unknown>,
  site: Site,
  { handler, component }: Route,
): Promise<Response> {
  const method = ctx.req.method as keyof HandlerByMethod<unknown, unknown>;
  const handle = typeof handler === "function"
    ? handler
    : handler[method] ?? (method === "HEAD" ? handler.GET : undefined);
  const result = handle ? await handle(ctx) : await ctx.next();
  if (result instanceof Response) return result;
  return renderPage(ctx, site, component, result);
}

function renderPage(
  { req, url, params, state, error }: Context<unknown>,
  site: Site,
  component: ComponentType<PageProps> | undefined,
  { data, headers, status }: PageResponse<unknown>,
): Response {
  const props = { req, url, params, state, error };
  const content = component
    ? h(component, { ...props, data, Component: () => null })
    : null;
  const root = h(site.app, { ...props, data: null, Component: () => content });
  return renderDocument(root, site, {
    headers: new Headers(headers),
    status: status ?? 200,
  });
}

function plainError(error: unknown): Response {
  const status = error instanceof HttpError ? error.status : 500;
  // Nobody above hears of it otherwise: the published package writes it here as well.
  // deno-lint-ignore no-console
  if (status >= 500) console.error(error);
  const text = error instanceof HttpError
    ? error.message || (STATUS_CODES[status] ?? "")
    : "Internal server error";
  return new Response(text, { status });
}
