import type { ComponentType } from "preact";
import type { PageProps, RouteHandler } from "./define.ts";

/** A component that is sent to browsers as well. */
export interface Island {
  /** Unique among the site's islands. */
  readonly name: string;
  readonly exportName: string;
  /** The address of the browser's module that exports it. */
  readonly file: string;
}

/** What a file of the routes folder answers with. */
export interface Route {
  readonly pattern: URLPattern;
  readonly handler: RouteHandler<unknown, unknown>;
  readonly component: ComponentType<PageProps> | undefined;
}

/** One file to be served as it is. */
export interface StaticFile {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** What the builder made of a project, and what an application needs to serve it. */
export interface Site {
  /** Where the addresses of what was built begin, with a name that no other build has. */
  readonly prefix: string;
  readonly islands: ReadonlyMap<unknown, Island>;
  /** The first one that matches answers. */
  readonly routes: readonly Route[];
  readonly app: ComponentType<PageProps>;
  readonly errorPage: ComponentType<PageProps> | undefined;
  /** Returns a static file by its address' path, or `undefined`. */
  readFile(pathname: string): Promise<StaticFile | undefined>;
}

/** The site of each application and of each of its requests, kept beside them, as pages must not see it. */
export const siteOf: WeakMap<object, Site> = new WeakMap();
