import { readdir } from "node:fs/promises";
import { extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ComponentType } from "preact";
import * as esbuild from "esbuild";
import type { App } from "./app.ts";
import type { PageProps } from "./define.ts";
import {
  type Island,
  type Route,
  type Site,
  siteOf,
  type StaticFile,
} from "./site.ts";

/** Where a project's parts are. Folders are absolute paths or relative to `root`. */
export interface BuildOptions {
  /** What browsers must understand the code. */
  target: string[];
  root: string;
  staticDir: string;
  islandDir: string;
  routeDir: string;
}

const CODE_FILE = /\.(?:tsx|jsx|ts|js)$/;
const TEST_FILE = /[._]test\.[^.]*$/;
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=UTF-8",
  ".js": "text/javascript; charset=UTF-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Builds a site. */
export class Builder<State = unknown> {
  #options: BuildOptions;

  constructor(options: BuildOptions) {
    this.#options = options;
  }

  /**
   * Imports the routes and islands, bundles the islands, and returns the function that gives the result to an
   * application; call it before `app.handler()`.
   *
   * @throws {Error} If a file cannot be imported or bundled, or is of a kind that is left out here.
   */
  async build(
    _options: { mode: "production"; snapshot: "memory" },
  ): Promise<(app: App<State>) => void> {
    const { root, routeDir, islandDir, staticDir } = this.#options;
    const modules = await importFolder(resolve(root, islandDir));
    const prefix = `/_fresh/js/${crypto.randomUUID().replaceAll("-", "")}/`;
    const built = await bundle(this.#options, prefix, modules);
    const site: Site = {
      ...sortRoutes(await importFolder(resolve(root, routeDir))),
      prefix,
      islands: listIslands(modules, prefix),
      readFile: readerOf(resolve(root, staticDir), built),
    };
    return (app) => void siteOf.set(app, site);
  }
}

/** One module of a folder, by its path there without its ending: `/boards/[id]`. */
interface Module {
  readonly id: string;
  readonly path: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Imports all code of a folder but tests and what lies in folders named like `(_parts)`. */
async function importFolder(folder: string): Promise<Module[]> {
  const modules: Module[] = [];
  for (const name of (await readdir(folder, { recursive: true })).toSorted()) {
    const id = `/${name.replaceAll("\\", "/").replace(CODE_FILE, "")}`;
    if (!CODE_FILE.test(name) || TEST_FILE.test(name)) continue;
    if (/\/\(_[^/]+\)\//.test(id)) continue;
    const path = join(folder, name);
    modules.push({ id, path, exports: await import(`${pathToFileURL(path)}`) });
  }
  return modules;
}

/** Tells pages, the app and the error page apart, and puts fixed names before parameters. */
function sortRoutes(
  modules: readonly Module[],
): Pick<Site, "app" | "errorPage" | "routes"> {
  const byId = new Map(modules.map((module) => [module.id, module]));
  const pageOf = (id: string) =>
    byId.get(id)?.exports.default as ComponentType<PageProps> | undefined;
  const app = pageOf("/_app");
  if (!app) throw new Error("Cannot build as there is no routes/_app");

  const pages = modules.filter(({ id }) => id !== "/_app" && id !== "/_error");
  const other = pages.find(({ id }) => /\/_|\(|\[\[|\[\.\.\./.test(id));
  if (other) throw new Error(`Cannot build as unsupported: ${other.path}`);
  const rank = ({ id }: Module) => id.replaceAll("[", "\uffff");
  const sorted = pages.toSorted((a, b) => rank(a) < rank(b) ? -1 : 1);
  return { app, errorPage: pageOf("/_error"), routes: sorted.map(routeOf) };
}

/** A page without a handler is rendered for every method, one with handlers also for a `GET` that they leave out. */
function routeOf({ id, exports }: Module): Route {
  const path = id.replace(/\/index$/, "");
  const pathname = path.includes("[")
    ? path.replaceAll(/\[([^\]]*)\]/g, ":$1")
    : `${path}{/}?`;
  const component = exports.default as Route["component"];
  const render = () => ({ data: {} });
  const own = (exports.handlers ?? exports.handler) as
    | Route["handler"]
    | undefined;
  const handler = typeof own === "object" && component
    ? { GET: render, ...own }
    : own ?? (component ? render : {});
  return { pattern: new URLPattern({ pathname }), handler, component };
}

/** Every function that an island's file exports is an island. */
function listIslands(
  modules: readonly Module[],
  prefix: string,
): Map<unknown, Island> {
  const islands = new Map<unknown, Island>();
  for (const { id, exports } of modules) {
    const file = id.slice(1);
    for (const [exportName, value] of Object.entries(exports)) {
      if (typeof value !== "function") continue;
      const name = exportName === "default" ? file : `${file}.${exportName}`;
      islands.set(value, { name, exportName, file: `${prefix}${file}.js` });
    }
  }
  return islands;
}

/** Returns the browser's modules by address: one per island, one that starts them, and what they share. */
async function bundle(
  { root, target }: BuildOptions,
  prefix: string,
  modules: readonly Module[],
): Promise<Map<string, StaticFile>> {
  const own = (name: string) =>
    fileURLToPath(new URL(`./${name}`, import.meta.url));
  const result = await esbuild.build({
    entryPoints: {
      "fresh-runtime": own("client.ts"),
      ...Object.fromEntries(modules.map(({ id, path }) => [id.slice(1), path])),
    },
    alias: { "fresh/runtime": own("runtime.ts") },
    target,
    absWorkingDir: resolve(root),
    outdir: ".",
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
    // The bundler is a child process: left running it would outlive what it is for.
  }).finally(() => esbuild.stop());
  return new Map(result.outputFiles.map(({ path, contents }) => [
    prefix + relative(root, path).replaceAll("\\", "/"),
    fileOf(path, new Uint8Array(contents)),
  ]));
}

function fileOf(path: string, content: Uint8Array<ArrayBuffer>): StaticFile {
  return { content, contentType: CONTENT_TYPES[extname(path)] ?? "text/plain" };
}

/** Serves what was built, and the files of a folder as they are at that moment; nothing outside of it. */
function readerOf(
  folder: string,
  built: ReadonlyMap<string, StaticFile>,
): Site["readFile"] {
  const { NotFound, NotADirectory, IsADirectory } = Deno.errors;
  const absent = [NotFound, NotADirectory, IsADirectory];
  return async (pathname) => {
    const path = join(folder, pathname);
    const known = built.get(pathname);
    if (known || !path.startsWith(folder + sep)) return known;
    try {
      return fileOf(path, await Deno.readFile(path));
    } catch (error) {
      if (!absent.some((kind) => error instanceof kind)) throw error;
    }
  };
}
