import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { DecisionRecords } from "../../actors/ports/decision_records.ts";
import {
  type History,
  HISTORY_LIMIT_MAX,
  HISTORY_SCHEMAS,
} from "../../actors/ports/history.ts";
import type { ModelRecord, ModelRecords } from "../../actors/ports/model.ts";
import { decisionId } from "../../domain/ids.ts";
import { encodeEntry } from "../../domain/journal_codec.ts";
import { printUsd } from "../../domain/money.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import { publicError } from "./public_error.ts";
import { READ_REFUSALS, type ReadGate } from "./read_gate.ts";

/** Characters of one text of a dossier; a reply may be many times as long. */
const TEXT_LENGTH_MAX = 400_000;

const text = z.object({
  text: z.string(),
  /** Characters of all of it. */
  length: z.int(),
});

const messageSchema = z.object({
  role: z.enum(["system", "user", "assistant", "tool"]),
  text,
  toolCalls: z.array(z.object({
    name: z.string(),
    argumentsText: z.string(),
  })),
});

const callSchema = z.object({
  step: z.int(),
  requestHash: z.string(),
  /** Of release, system prompt, tools and form of the answer: the same for a whole season. */
  releaseHash: z.string(),
  model: z.string(),
  snapshotId: z.string(),
  /** What was set aside for it, in dollars. */
  reserved: z.string(),
  /** What it cost, in dollars; `null` while it is under way. */
  cost: z.string().nullable(),
  /** `replied`, or why it was not; `null` while it is under way. */
  result: z.string().nullable(),
  /** The conversation as it was sent; `null` where it was not kept. */
  prompt: z.array(messageSchema).nullable(),
  tools: z.array(z.string()).nullable(),
  reply: z.object({
    text,
    reasoning: text,
    toolCalls: messageSchema.shape.toolCalls,
    refusal: z.string().nullable(),
    finishReason: z.string(),
    provider: z.string().nullable(),
    /** As it was received. */
    raw: text,
  }).nullable(),
});

const dossierSchema = z.object({
  decisionId: z.string(),
  contestantId: z.string().nullable(),
  marketId: z.string().nullable(),
  status: z.enum(["thinking", "decided", "failed"]),
  /** The snapshot that the decision was made from; `null` for a rule's. */
  snapshotId: z.string().nullable(),
  calls: z.array(callSchema),
  /** Every row of the journal that belongs to it, in order: decision, risk's verdict, order, fills. */
  rows: z.array(z.object({
    sequence: z.int(),
    kind: z.string(),
    payload: z.unknown(),
    atMs: z.int(),
  })),
  /** What the contestant's positions in the market came to. */
  outcome: z.array(HISTORY_SCHEMAS.settlements),
});

type Dossier = z.infer<typeof dossierSchema>;
type Call = z.infer<typeof callSchema>;

const DECISION_ID = /^d_[0-9A-Za-z_]{1,100}$/;

const route = createRoute({
  method: "get",
  path: "/api/decisions/{id}",
  summary:
    "All that is known of one decision: snapshot, prompt, tools, reply, verdict, order, fills, outcome",
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: {
      description: "The dossier",
      content: { "application/json": { schema: dossierSchema } },
    },
    404: {
      description: "Nobody knows such a decision",
      content: READ_REFUSALS[400].content,
    },
    503: READ_REFUSALS[503],
  },
});

interface DossierSources {
  readonly decisions: () => DecisionRecords | null;
  readonly calls: () => ModelRecords | null;
  readonly history: () => History | null;
}

/** Adds the route that hands out the dossier of a decision. */
export function addDossiers(
  api: OpenAPIHono,
  gate: ReadGate,
  sources: DossierSources,
): void {
  api.openapi(route, async (context) => {
    const { id } = context.req.valid("param");
    if (!DECISION_ID.test(id)) {
      return context.json(publicError("not_found"), 404);
    }
    const [decisions, history] = [sources.decisions(), sources.history()];
    if (decisions === null || history === null) {
      return context.json(publicError("database_unavailable"), 503);
    }
    const dossier = await gate.pass(async () => {
      const rows = await decisions.rowsOf(decisionId(id));
      return {
        found: rows.length === 0
          ? null
          : await dossierOf(id, rows, { calls: sources.calls(), history }),
      };
    });
    if (dossier === null) {
      return context.json(publicError("too_many_reads"), 503);
    }
    return dossier.found === null
      ? context.json(publicError("not_found"), 404)
      : context.json(dossier.found, 200);
  });
}

async function dossierOf(
  id: string,
  rows: readonly JournalRow[],
  { calls, history }: {
    readonly calls: ModelRecords | null;
    readonly history: History;
  },
): Promise<Dossier> {
  const entries = rows.map(({ entry }) => entry);
  const place = placeOf(entries);
  const hasTraded = entries.some(({ kind }) => kind === "order_filled");
  const settlements = place === null || !hasTraded ? [] : (await history.page({
    kind: "settlements",
    ...place,
    before: null,
    limit: HISTORY_LIMIT_MAX,
  })).items;
  const found = await Promise.all(
    entries.flatMap((entry) =>
      entry.kind === "model_asked" ? [callOf(entry, entries, calls)] : []
    ),
  );
  return {
    decisionId: id,
    contestantId: place?.contestantId ?? null,
    marketId: place?.marketId ?? null,
    status: statusOf(entries),
    snapshotId: found[0]?.snapshotId ?? submittedFrom(entries),
    calls: found,
    rows: rows.map(({ sequence, entry, occurredAtMs }) => ({
      sequence,
      kind: entry.kind,
      payload: JSON.parse(encodeEntry(entry)),
      atMs: occurredAtMs,
    })),
    outcome: settlements.map((settlement) => ({ ...settlement })),
  };
}

function placeOf(entries: readonly JournalEntry[]) {
  for (const entry of entries) {
    switch (entry.kind) {
      case "decision_made": {
        const { contestantId, marketId } = entry.decision;
        return { contestantId, marketId };
      }
      case "model_asked":
      case "decision_failed": {
        const { contestantId, marketId } = entry;
        return { contestantId, marketId };
      }
    }
  }
  return null;
}

/** The snapshot that an outside agent says it decided from. */
function submittedFrom(entries: readonly JournalEntry[]): string | null {
  for (const entry of entries) {
    if (entry.kind !== "decision_made") continue;
    return entry.decision.submission?.snapshotId ?? null;
  }
  return null;
}

function statusOf(entries: readonly JournalEntry[]): Dossier["status"] {
  const kinds = new Set(entries.map(({ kind }) => kind));
  if (kinds.has("decision_made")) return "decided";
  return kinds.has("decision_failed") ? "failed" : "thinking";
}

async function callOf(
  asked: Extract<JournalEntry, { kind: "model_asked" }>,
  entries: readonly JournalEntry[],
  calls: ModelRecords | null,
): Promise<Call> {
  const answered = entries.find((entry) =>
    entry.kind === "model_answered" && entry.step === asked.step
  );
  const costs = entries.flatMap((entry) =>
    entry.kind === "inference_charged" ? [printUsd(entry.amount)] : []
  );
  const record = await readCall(calls, asked.requestHash);
  return {
    step: asked.step,
    requestHash: asked.requestHash,
    releaseHash: asked.releaseHash,
    model: asked.model,
    snapshotId: asked.snapshotId,
    reserved: printUsd(asked.reserved),
    cost: costs[asked.step - 1] ?? null,
    result: answered?.kind === "model_answered" ? answered.result : null,
    prompt: record === null ? null : promptOf(record),
    tools: record?.request.tools.map(({ name }) => name) ?? null,
    reply: record === null ? null : replyOf(record),
  };
}

/** A record that cannot be read is shown as one that is not there: the journal says that the call was made. */
async function readCall(
  calls: ModelRecords | null,
  requestHash: string,
): Promise<ModelRecord | null> {
  try {
    return await calls?.read(requestHash) ?? null;
  } catch {
    return null;
  }
}

function promptOf({ request }: ModelRecord): NonNullable<Call["prompt"]> {
  return [
    { role: "system", text: bounded(request.system), toolCalls: [] },
    ...request.messages.map((message) => ({
      role: message.role,
      text: bounded(message.text),
      toolCalls: message.role === "assistant"
        ? message.toolCalls.map(({ name, argumentsText }) => ({
          name,
          argumentsText,
        }))
        : [],
    })),
  ];
}

function replyOf({ outcome }: ModelRecord): Call["reply"] {
  if (outcome.kind === "failed") return null;
  const { reply } = outcome;
  return {
    text: bounded(reply.text),
    reasoning: bounded(reply.reasoning),
    toolCalls: reply.toolCalls.map(({ name, argumentsText }) => ({
      name,
      argumentsText,
    })),
    refusal: reply.refusal,
    finishReason: reply.finishReason,
    provider: reply.provider,
    raw: bounded(reply.raw),
  };
}

function bounded(whole: string): z.infer<typeof text> {
  return { text: whole.slice(0, TEXT_LENGTH_MAX), length: whole.length };
}
