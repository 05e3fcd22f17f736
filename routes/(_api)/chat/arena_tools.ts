import { z } from "zod";
import {
  type History,
  HISTORY_LIMIT_MAX,
  type HistoryKind,
} from "../../../actors/ports/history.ts";
import type { JsonObject, ToolSchema } from "../../../actors/ports/model.ts";
import {
  contestantIdField,
  marketIdField,
} from "../../../domain/field_schemas.ts";
import type { ArenaView } from "../../../domain/view.ts";

/** Where answers come from: all of it can only be read. */
export interface ArenaSource {
  readonly view: () => ArenaView;
  /** `null` while the database cannot be read. */
  readonly history: () => History | null;
}

const LATEST_MAX = 20;
const NOTICES_MAX = 20;

const HISTORY_KINDS = [
  "decisions",
  "orders",
  "fills",
  "settlements",
] as const satisfies readonly HistoryKind[];

const latestSchema = z.strictObject({
  kind: z.enum(HISTORY_KINDS),
  contestantId: contestantIdField.nullable()
    .describe("Only this contestant's, by its id; null for everybody's"),
  marketId: marketIdField.nullable()
    .describe("Only this market's, by its id; null for every market's"),
  limit: z.int().min(1).max(Math.min(LATEST_MAX, HISTORY_LIMIT_MAX)),
});

const nothingSchema = z.strictObject({});

/** Something that the analyst can look up. */
interface ArenaTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodType;
  /** @throws {z.ZodError} If the arguments do not fit `parameters`. */
  readonly read: (source: ArenaSource, input: unknown) => unknown;
}

function tool<Parameters extends z.ZodType>(
  { parameters, read, ...named }: {
    readonly name: string;
    readonly description: string;
    readonly parameters: Parameters;
    readonly read: (
      source: ArenaSource,
      input: z.output<Parameters>,
    ) => unknown;
  },
): ArenaTool {
  return {
    ...named,
    parameters,
    read: (source, input) => read(source, parameters.parse(input)),
  };
}

const TOOLS: readonly ArenaTool[] = [
  tool({
    name: "leaderboard",
    description:
      "Every contestant's standing, best equity first: money in dollars, return after fees and inference.",
    parameters: nothingSchema,
    read: ({ view }) => view().contestants,
  }),
  tool({
    name: "markets",
    description:
      "Open markets with their prices, soonest to close first, then resolved ones.",
    parameters: nothingSchema,
    read: ({ view }) => view().markets,
  }),
  tool({
    name: "latest",
    description:
      "The newest decisions (with their reasons), orders, fills or settlements, newest first.",
    parameters: latestSchema,
    read: readLatest,
  }),
  tool({
    name: "closed_trades",
    description:
      "The newest positions that ended, and where their profit came from: edge, sizing, execution, fees, funding, inference, luck.",
    parameters: nothingSchema,
    read: ({ view }) => view().trades.slice(0, LATEST_MAX),
  }),
  tool({
    name: "state",
    description:
      "What the arena as a whole does: phase, venue, trading state, orders that wait for an operator, and notices.",
    parameters: nothingSchema,
    read({ view }) {
      const { phase, venue, controls, notices, nowMs } = view();
      return {
        nowMs,
        phase,
        venue,
        controls,
        notices: notices.slice(0, NOTICES_MAX),
      };
    },
  }),
];

/** What a model is told of the tools. None of them changes anything. */
export const ARENA_TOOL_SCHEMAS: readonly ToolSchema[] = TOOLS.map(
  ({ name, description, parameters }) => ({
    name,
    description,
    parameters: z.toJSONSchema(parameters, { io: "input" }) as JsonObject,
  }),
);

/**
 * Looks something up for a model.
 *
 * @param argumentsText JSON as the model wrote it.
 * @returns JSON, or a sentence that says what was wrong with the call.
 */
export async function lookUp(
  source: ArenaSource,
  name: string,
  argumentsText: string,
): Promise<string> {
  const wanted = TOOLS.find((tool) => tool.name === name);
  if (wanted === undefined) {
    return `Cannot look that up as the tool must be one of ${
      TOOLS.map((tool) => tool.name).join(", ")
    }: current value is ${JSON.stringify(name)}`;
  }
  let input: unknown;
  try {
    input = JSON.parse(argumentsText === "" ? "{}" : argumentsText);
  } catch {
    return `Cannot look up ${name} as its arguments must be JSON: current value is ${
      JSON.stringify(argumentsText.slice(0, 200))
    }`;
  }
  try {
    return JSON.stringify(await wanted.read(source, input));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return `Cannot look up ${name} as its arguments must fit: ${
      z.prettifyError(error)
    }`;
  }
}

/** Everything that ever happened where the database can be read, else the newest that the site shows. */
async function readLatest(
  { view, history }: ArenaSource,
  { kind, contestantId, marketId, limit }: z.output<typeof latestSchema>,
): Promise<readonly object[]> {
  const source = history();
  if (source !== null) {
    const query = { kind, contestantId, marketId, before: null, limit };
    return (await source.page(query)).items;
  }
  return view()[kind].filter((item) =>
    (contestantId === null || item.contestantId === contestantId) &&
    (marketId === null || item.marketId === marketId)
  ).slice(0, limit);
}
