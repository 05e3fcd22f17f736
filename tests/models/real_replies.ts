import { takeWhole } from "../../models/chat_stream.ts";
import { parseAnswer } from "../../models/parse_answer.ts";
import { ReplyBuilder } from "../../models/reply_builder.ts";
import {
  kalshiBenchReplies,
  nof1Replies,
  type RecordedReply,
  tauBenchMessages,
} from "./recorded_replies.ts";
import { kalshiBenchFault, nof1Fault } from "./reply_contracts.ts";

/** What became of the replies of one model. */
export interface ReplyTally {
  readonly source: string;
  readonly model: string;
  readonly replies: number;
  /** Those that are what their own question asked for. */
  readonly decoded: number;
  /** Why the others are not, and how often. */
  readonly faults: ReadonlyMap<string, number>;
  /** What the arena's own schema says of all of them: each fault is asked about once more. */
  readonly ours: ReadonlyMap<string, number>;
}

/** Puts every recorded reply through the readers. */
export async function tallyReplies(): Promise<readonly ReplyTally[]> {
  return [
    ...tally("nof1", await nof1Replies(), nof1Fault),
    ...tally("KalshiBench", await kalshiBenchReplies(), kalshiBenchFault),
  ];
}

function tally(
  source: string,
  replies: readonly RecordedReply[],
  faultOf: (text: string) => string | null,
): readonly ReplyTally[] {
  const byModel = Map.groupBy(replies, ({ model }) => model);
  return [...byModel].sort(([left], [right]) => left < right ? -1 : 1).map(
    ([model, own]) => {
      const found = own.map(({ text }) => faultOf(text));
      const parsed = own.map(({ text }) => parseAnswer(text));
      return {
        source,
        model,
        replies: own.length,
        decoded: found.filter((fault) => fault === null).length,
        faults: counted(found),
        ours: counted(
          parsed.map((one) => one.kind === "malformed" ? one.fault : null),
        ),
      };
    },
  );
}

function counted(
  faults: readonly (string | null)[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const fault of faults) {
    if (fault !== null) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  }
  return new Map([...counts].sort(([left], [right]) => left < right ? -1 : 1));
}

/** What became of the tool calls of tau-bench. */
export interface ToolCallTally {
  readonly messages: number;
  readonly calls: number;
  /** Calls whose name, id and arguments came out as they went in, arguments that JSON reads as an object. */
  readonly decoded: number;
}

/** Puts every recorded tool call through the reader of replies. */
export async function tallyToolCalls(): Promise<ToolCallTally> {
  let messages = 0;
  let calls = 0;
  let decoded = 0;
  for (const message of await tauBenchMessages()) {
    messages += 1;
    const reply = new ReplyBuilder(() => {});
    const found = takeWhole(
      JSON.stringify({ choices: [{ message, finish_reason: "stop" }] }),
      reply,
    );
    if (found !== null) continue;
    const { toolCalls } = reply.draft("gpt-4o");
    const recorded = message["tool_calls"];
    if (!Array.isArray(recorded)) continue;
    calls += recorded.length;
    for (const [at, { id, function: called }] of recorded.entries()) {
      const read = toolCalls[at];
      if (
        read?.id === id && read?.name === called.name &&
        read?.argumentsText === called.arguments &&
        isObject(JSON.parse(read?.argumentsText ?? "null"))
      ) decoded += 1;
    }
  }
  return { messages, calls, decoded };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the table of the documents, padded as `deno fmt` does. */
export function replyTable(tallies: readonly ReplyTally[]): string {
  const rows = [
    [
      "Source",
      "Model",
      "Replies",
      "Decoded",
      "Asked again",
      "Invalid",
      "Why",
      "By the arena's schema",
    ],
    ...tallies.map((row) => [
      row.source,
      row.model,
      String(row.replies),
      String(row.decoded),
      String(row.replies - row.decoded),
      // Nothing but the same reply is on record as the answer to being asked again.
      String(row.replies - row.decoded),
      printCounts(row.faults),
      printCounts(row.ours),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join("\n");
}

function printCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([fault, count]) => `${count} \`${fault}\``).join(
    ", ",
  );
}

if (import.meta.main) {
  await Deno.stdout.write(
    new TextEncoder().encode(`${replyTable(await tallyReplies())}\n`),
  );
}
