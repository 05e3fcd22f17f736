import { z } from "zod";
import { LIVE_SUFFIX } from "../domain/season.ts";
import { setting, wholeNumber } from "./setting.ts";

/** An outside agent, as the settings name it. */
export interface AgentToken {
  readonly name: string;
  readonly token: string;
}

const PAIR = /^([a-z0-9][a-z0-9-]{0,39}):([\x21-\x2b\x2d-\x7e]{32,200})$/;

function readPairs(text: string): readonly AgentToken[] | null {
  const pairs = text.split(",").map((pair) => PAIR.exec(pair.trim()));
  const agents = pairs.flatMap((pair) =>
    pair === null ? [] : [{ name: pair[1] ?? "", token: pair[2] ?? "" }]
  );
  const hasTwins =
    new Set(agents.map(({ name }) => name)).size < agents.length ||
    new Set(agents.map(({ token }) => token)).size < agents.length;
  const looksLive = agents.some(({ name }) => name.endsWith(LIVE_SUFFIX));
  const holds = agents.length === pairs.length && !hasTwins && !looksLive;
  return holds ? agents : null;
}

/** Programs outside of the arena that may compete. */
export const AGENT_SETTINGS = {
  ARENA_AGENT_TOKENS: setting({
    schema: z.string().max(20_000).transform((text, context) => {
      const agents = readPairs(text);
      if (agents !== null) return agents;
      context.issues.push({ code: "custom", input: text });
      return z.NEVER;
    }),
    fallback: null,
    rule:
      "name:token pairs with commas between them, each name of 1 to 40 small letters, digits and hyphens that does not end in -live, each token of 32 to 200 characters, none twice",
    meaning:
      "Outside agents that compete, each with the bearer token that it shows: docs/agents.md. Without it that API does not exist.",
  }),
  ARENA_AGENT_WINDOW_MS: setting({
    ...wholeNumber(1_000, 3_600_000),
    fallback: "120000",
    meaning:
      "Milliseconds in which an outside agent can decide from a snapshot. A decision that comes later is refused.",
  }),
  ARENA_AGENT_REQUESTS_PER_MINUTE: setting({
    ...wholeNumber(1, 100_000),
    fallback: "240",
    meaning: "Requests that one outside agent may make in a minute.",
  }),
} as const;
