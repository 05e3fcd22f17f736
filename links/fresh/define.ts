import type { AnyComponent, FunctionComponent } from "preact";

/** One request on its way through middlewares, handler and page. */
export interface Context<State> {
  readonly req: Request;
  /** The request's address, with repeated slashes of the path made one. */
  readonly url: URL;
  /** The parameters of the matched route, decoded. */
  readonly params: Record<string, string>;
  /** What middlewares leave for handlers and pages; begins empty. */
  readonly state: State;
  /** What was thrown, for the error page. */
  error: unknown | null;
  /** Runs the rest of the chain and returns its response. */
  next: () => Promise<Response>;
}

/** What pages and the app are rendered with. */
export type PageProps<Data = unknown, T = unknown> =
  & Pick<Context<T>, "req" | "url" | "params" | "state" | "error">
  & { data: Data; Component: FunctionComponent };

/** Runs before a route, and after it when it awaits `ctx.next()`. */
export type Middleware<State> = (
  ctx: Context<State>,
) => Response | Promise<Response>;

/** What a handler returns to have its page rendered. */
export interface PageResponse<T> {
  data: T;
  headers?: HeadersInit;
  status?: number;
}

/** Answers a request, or returns the data of its page. */
export interface HandlerFn<Data, State> {
  (
    ctx: Context<State>,
  ): Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;
}

/** One handler per method; `GET` also serves `HEAD`. */
export type HandlerByMethod<Data, State> = {
  [M in "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS"]?:
    HandlerFn<Data, State>;
};

/** One handler for all methods, or one per method. */
export type RouteHandler<Data, State> =
  | HandlerFn<Data, State>
  | HandlerByMethod<Data, State>;

/** Functions that return their argument and only give it a type, bound to the application's state. */
export interface Define<State> {
  /** Types a route's handlers; what they pass to `page()` becomes the data of `define.page<typeof handlers>`. */
  handlers<
    Data,
    Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>,
  >(
    handlers: Handlers,
  ): typeof handlers;
  /** Types a page component, with `data` as its handlers return it. */
  page<
    // The data is inferred below; naming it here would fix it too early.
    // deno-lint-ignore no-explicit-any
    Handler extends RouteHandler<any, State> = never,
    Data = Handler extends HandlerFn<infer Data, State> ? Data
      : Handler extends HandlerByMethod<infer Data, State> ? Data
      : never,
  >(render: AnyComponent<PageProps<Data, State>>): typeof render;
  /** Types a middleware. */
  middleware<M extends Middleware<State>>(middleware: M): typeof middleware;
}

/** Returns the typing functions for an application's state; call it once and import the result everywhere. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    middleware: (middleware) => middleware,
  };
}

/** Returns what a handler answers to have its page rendered with data, and with a status and headers if given. */
export function page<T>(
  data: T,
  options?: { headers?: HeadersInit; status?: number },
): PageResponse<T> {
  return { ...options, data };
}
