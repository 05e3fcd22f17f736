/**
 * The part of Fresh that this project's site uses, for machines that cannot reach the registry of the published package.
 *
 * Same names, same behavior, nothing added: `../README.md` lists what is left out.
 *
 * @module
 */

export { App, HttpError } from "./app.ts";
export { createDefine, page, type PageProps } from "./define.ts";
export { csp, staticFiles } from "./middlewares.ts";
