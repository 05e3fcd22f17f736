import type { Middleware } from "./define.ts";
import { NONCE } from "./document.ts";
import { siteOf } from "./site.ts";

const FOREVER = "public, max-age=31536000, immutable";
const NEVER = "no-cache, no-store, max-age=0, must-revalidate";

/**
 * Returns a middleware that serves the static folder and the islands' code.
 *
 * Code may be kept forever, as its address carries the build's name; all other files are asked for each time. Only `GET`
 * and `HEAD` pass.
 */
export function staticFiles<T>(): Middleware<T> {
  return async (ctx) => {
    const { req, url } = ctx;
    const site = siteOf.get(ctx);
    const pathname = normalize(url.pathname);
    const file = site && pathname && await site.readFile(pathname);
    if (!file) return await ctx.next();
    if (req.method !== "GET" && req.method !== "HEAD") {
      return new Response("Method Not Allowed", { status: 405 });
    }
    const { content, contentType } = file;
    const isBuilt = url.pathname.startsWith(site.prefix);
    return new Response(req.method === "HEAD" ? null : content, {
      headers: {
        "Content-Type": contentType,
        "Cache-Control": isBuilt ? FOREVER : NEVER,
        "Content-Length": String(content.byteLength),
      },
    });
  };
}

/** Encodes each segment alike, however the browser wrote it; `undefined` for a path that cannot be decoded. */
function normalize(pathname: string): string | undefined {
  try {
    const segments = decodeURIComponent(pathname).split("/").filter(Boolean);
    return `/${segments.map(encodeURIComponent).join("/")}`;
  } catch {
    return undefined;
  }
}

/**
 * Returns a middleware that sets a content security policy: browsers take only what the site itself serves, and inline
 * code only with the page's nonce.
 */
export function csp<State>(_options: { useNonce: true }): Middleware<State> {
  return async (ctx) => {
    const response = await ctx.next();
    const nonce: unknown = Reflect.get(response, NONCE);
    const inline = nonce ? `'nonce-${nonce}'` : "'unsafe-inline'";
    const policy = [
      "default-src 'self'",
      `script-src 'self' ${inline}`,
      `style-src 'self' ${inline}`,
      "font-src 'self'",
      "img-src 'self' data:",
      "media-src 'self' data: blob:",
      "worker-src 'self' blob:",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "upgrade-insecure-requests",
    ];
    response.headers.set("Content-Security-Policy", policy.join("; "));
    return response;
  };
}
