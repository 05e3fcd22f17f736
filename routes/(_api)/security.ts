import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** For pages without scripts; Fresh makes its error pages outside of the middleware that sets a policy. */
const SCRIPTLESS_PAGE =
  "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const NOTHING_LOADS = "default-src 'none'; frame-ancestors 'none'";
/** Fresh adds it to every page's policy; it would break a site that is served over plain HTTP at home. */
const UPGRADE = /;\s*upgrade-insecure-requests/;

/** Sets the headers that every answer carries. A page brings its own policy with the nonce of its scripts. */
export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    const isPage = headers.get("content-type")?.startsWith("text/html");
    const policy = headers.get("content-security-policy") ??
      (isPage ? SCRIPTLESS_PAGE : NOTHING_LOADS);
    headers.set("content-security-policy", policy.replace(UPGRADE, ""));
    headers.set("x-content-type-options", "nosniff");
    headers.set("x-frame-options", "DENY");
    headers.set("referrer-policy", "no-referrer");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("cross-origin-resource-policy", "same-origin");
    headers.set(
      "permissions-policy",
      "camera=(), microphone=(), geolocation=(), payment=()",
    );
  };
}

/** Returns true if an `Authorization` header carries `token`, in a time that does not depend on how much of it fits. */
export function isAuthorized(
  header: string | undefined,
  token: string,
): boolean {
  const given = bearerToken(header);
  return given !== null &&
    timingSafeEqual(tokenDigest(given), tokenDigest(token));
}

/** Returns what an `Authorization` header carries; `null` where that is no bearer token. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer (.+)$/.exec(header ?? "")?.[1] ?? null;
}

/** Returns the SHA-256 of a token: all are of one length, so that they can be compared in constant time. */
export function tokenDigest(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
