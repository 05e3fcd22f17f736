import { z } from "zod";
import { SystemClock } from "../runtime/mod.ts";
import { decisionOf } from "./agent/rule.ts";
import { printErrorLine, printLine, runCommand, UsageError } from "./flags.ts";

/** Between two looks at the current snapshot, in milliseconds. */
const PAUSE_MS = 1_000;

const SPEC = {
  name: "agent",
  summary:
    "An outside agent to copy from: decides about each market of each round by one simple rule.",
  flags: {
    url: {
      kind: "value",
      placeholder: "URL",
      text: "Where the arena is (http://127.0.0.1:8000)",
    },
    season: {
      kind: "value",
      placeholder: "ID",
      text: "Where it competes (the open season)",
    },
    decisions: {
      kind: "value",
      placeholder: "N",
      text: "Ends after so many decisions were taken (never)",
    },
  },
  notes: [
    "AGENT_TOKEN is the token that ARENA_AGENT_TOKENS gives the agent: docs/agents.md.",
  ],
} as const;

/** What the agent reads of a snapshot; there is much more in it. */
const snapshotSchema = z.object({
  snapshot: z.object({
    id: z.string(),
    markets: z.array(z.object({
      id: z.string(),
      yesBid: z.string().nullable(),
      yesAsk: z.string().nullable(),
      history: z.array(z.object({ mid: z.number() })),
    })),
  }),
});
const outcomeSchema = z.union([
  z.object({ status: z.string() }).transform(({ status }) => status),
  z.object({ error: z.object({ code: z.string() }) })
    .transform(({ error }) => error.code),
]);

/** What the arena answered. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

class Arena {
  readonly #url: string;
  readonly #season: string;
  readonly #token: string;

  /** @param season In which the agent competes; the open one where it is `null`. */
  constructor(url: string, season: string | null, token: string) {
    this.#url = `${url.replace(/\/+$/, "")}/api/agent`;
    this.#season = season === null
      ? ""
      : `?season=${encodeURIComponent(season)}`;
    this.#token = token;
  }

  /** Sends a request; with a body it is a decision under `key`. */
  async ask(path: string, key?: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.#url + path + this.#season, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(key === undefined
          ? {}
          : { "content-type": "application/json", "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }
}

/** Decides about every market of the current snapshot. @returns How many decisions were taken. */
async function decideAll(arena: Arena, seen: Set<string>): Promise<number> {
  const current = await arena.ask("/snapshots/current");
  if (current.status === 401) {
    throw new UsageError(
      "Cannot run agent as AGENT_TOKEN must be one of ARENA_AGENT_TOKENS: set it to the agent's token",
    );
  }
  if (outcomeSchema.safeParse(current.body).data === "unknown_season") {
    throw new UsageError(
      "Cannot run agent as --season must be a season that it is in: name one with the agent in its roster, or none",
    );
  }
  if (current.status !== 200) return 0;
  const { id, markets } = snapshotSchema.parse(current.body).snapshot;
  if (seen.has(id)) return 0;
  seen.add(id);
  let taken = 0;
  for (const market of markets) {
    const decision = decisionOf(market);
    // The same snapshot and market are the same decision, however often it is sent.
    const { status, body } = await arena.ask(
      "/decisions",
      `${id}/${market.id}`,
      { snapshotId: id, marketId: market.id, decision },
    );
    printLine(
      `${market.id} ${decision.action}: ${outcomeSchema.parse(body)}`,
    );
    if (status === 200) taken += 1;
  }
  return taken;
}

if (import.meta.main) {
  await runCommand(SPEC, async ({ flags }) => {
    const token = Deno.env.get("AGENT_TOKEN");
    const wanted = Number(flags.decisions ?? Infinity);
    if (token === undefined || token === "") {
      throw new UsageError(
        "Cannot run agent as AGENT_TOKEN must be set: give it the agent's token of ARENA_AGENT_TOKENS",
      );
    }
    if (!(wanted >= 1)) {
      throw new UsageError(
        "Cannot run agent as --decisions must be a number above 0: use --decisions=10",
      );
    }
    const url = flags.url ?? "http://127.0.0.1:8000";
    const arena = new Arena(url, flags.season ?? null, token);
    const clock = new SystemClock();
    const seen = new Set<string>();
    let taken = 0;
    while (taken < wanted) {
      try {
        taken += await decideAll(arena, seen);
      } catch (error) {
        if (error instanceof UsageError) throw error;
        printErrorLine(`The arena does not answer: ${error}`);
      }
      await new Promise<void>((resolve) =>
        clock.setTimer(() => resolve(), PAUSE_MS)
      );
    }
    return 0;
  });
}
