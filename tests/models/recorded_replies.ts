import { z } from "zod";
import { RECORDED_DATA } from "../market_recordings.ts";
import { readRecorded } from "../ledger/recordings.ts";

/** A reply that a real model gave to somebody else's question. */
export interface RecordedReply {
  /** Which model, as its source names it. */
  readonly model: string;
  readonly text: string;
}

const NOF1 = "nof1-alpha-arena";
const KALSHIBENCH = "kalshibench";
const TAU_BENCH = "tau-bench-toolcalls/gpt-4o-airline.json.gz";

/** Every folder that the table is made of. */
export const REPLY_SOURCES = [NOF1, KALSHIBENCH, "tau-bench-toolcalls"];

const conversations = z.object({
  conversations: z.array(z.object({
    id: z.string(),
    ["model_id"]: z.string(),
    ["llm_response"]: z.record(z.string(), z.unknown()),
  })),
});

/** Under this key the source keeps the text of a reply that was no JSON. */
const RAW_TEXT = "failed_json_response_raw_text";

/** Returns the replies of nof1's season 1: a decision for each coin, as JSON. Three pages of 100 overlap. */
export async function nof1Replies(): Promise<readonly RecordedReply[]> {
  const found = new Map<string, RecordedReply>();
  for (const time of ["065103", "070022", "070456"]) {
    const text = await readRecorded(
      `${NOF1}/scodive-2025-10-28T${time}Z/conversations.json.gz`,
    );
    const page = conversations.parse(JSON.parse(text));
    for (
      const { id, model_id: model, llm_response: reply } of page.conversations
    ) {
      const raw = reply[RAW_TEXT];
      found.set(id, {
        model,
        text: typeof raw === "string" ? raw : JSON.stringify(reply),
      });
    }
  }
  return [...found.values()];
}

const predictions = z.object({
  predictions: z.array(z.object({ ["raw_output"]: z.string() })),
});

/** Returns the replies to KalshiBench's questions: an answer and a confidence between tags. */
export async function kalshiBenchReplies(): Promise<readonly RecordedReply[]> {
  const found: RecordedReply[] = [];
  for (const tier of await namesIn(KALSHIBENCH)) {
    if (!tier.startsWith("tier")) continue;
    for (const file of await namesIn(`${KALSHIBENCH}/${tier}`)) {
      const model = /^(.+)_\d{8}_\d{6}\.json/.exec(file)?.[1] ?? "";
      if (/^(dataset_analysis|metadata|summary)$/.test(model)) continue;
      const text = await readRecorded(`${KALSHIBENCH}/${tier}/${file}`);
      for (
        const { raw_output: reply } of predictions.parse(JSON.parse(text))
          .predictions
      ) found.push({ model, text: reply });
    }
  }
  return found;
}

const dialogues = z.array(z.object({
  traj: z.array(z.looseObject({ role: z.string() })),
}));

/** Returns the messages of gpt-4o in tau-bench's dialogues, as its API sent them. */
export async function tauBenchMessages(): Promise<
  readonly Readonly<Record<string, unknown>>[]
> {
  return dialogues.parse(JSON.parse(await readRecorded(TAU_BENCH)))
    .flatMap(({ traj }) => traj)
    .filter(({ role }) => role === "assistant");
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await Array.fromAsync(
    Deno.readDir(`${RECORDED_DATA}/${folder}`),
  );
  return entries.map(({ name }) => name).sort();
}
