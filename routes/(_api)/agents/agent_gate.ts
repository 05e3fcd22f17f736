import { timingSafeEqual } from "node:crypto";
import type { ContestantId } from "../../../domain/ids.ts";
import { bearerToken, tokenDigest } from "../security.ts";

/** An outside agent and the token that it shows. */
export interface AdmittedAgent {
  readonly contestantId: ContestantId;
  readonly token: string;
}

/** Who asks, or why nobody is let in. */
export type Admission =
  | { readonly kind: "admitted"; readonly contestantId: ContestantId }
  | { readonly kind: "unknown" }
  /** It asks too often: in this many seconds it may ask again. */
  | { readonly kind: "throttled"; readonly retryAfterS: number };

const MINUTE_MS = 60_000;

/** Knows agents by the hashes of their tokens, and how often each asked in the last minute. */
export class AgentGate {
  readonly #digests: readonly {
    readonly contestantId: ContestantId;
    readonly digest: Uint8Array;
  }[];
  readonly #perMinute: number;
  /** Unix milliseconds, oldest first, `perMinute` at most. */
  readonly #asked = new Map<ContestantId, readonly number[]>();

  constructor(agents: readonly AdmittedAgent[], perMinute: number) {
    this.#perMinute = perMinute;
    this.#digests = agents.map(({ contestantId, token }) => ({
      contestantId,
      digest: tokenDigest(token),
    }));
  }

  /** Takes the `Authorization` header of a request at a time in Unix milliseconds. */
  admit(header: string | undefined, nowMs: number): Admission {
    const contestantId = this.#ownerOf(header);
    if (contestantId === null) return { kind: "unknown" };
    const asked = (this.#asked.get(contestantId) ?? [])
      // A clock that was set back must not keep anybody out.
      .filter((atMs) => atMs > nowMs - MINUTE_MS && atMs <= nowMs);
    const [oldest] = asked;
    if (asked.length >= this.#perMinute && oldest !== undefined) {
      const waitMs = oldest + MINUTE_MS - nowMs;
      return { kind: "throttled", retryAfterS: Math.ceil(waitMs / 1_000) };
    }
    this.#asked.set(contestantId, [...asked, nowMs]);
    return { kind: "admitted", contestantId };
  }

  /** Looks at every token, whichever fits, so that the time it takes tells nothing. */
  #ownerOf(header: string | undefined): ContestantId | null {
    const given = bearerToken(header);
    if (given === null) return null;
    const digest = tokenDigest(given);
    let owner: ContestantId | null = null;
    for (const known of this.#digests) {
      if (timingSafeEqual(known.digest, digest)) owner = known.contestantId;
    }
    return owner;
  }
}
