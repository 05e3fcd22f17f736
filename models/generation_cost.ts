import { z } from "zod";
import type { ModelCost } from "../actors/ports/model.ts";
import { costFromDollars } from "../domain/inference_price.ts";
import { fault, isTransient } from "./fault.ts";
import { callJson, type JsonOutcome, type JsonService } from "./json_call.ts";
import { tryInTurn } from "./try_in_turn.ts";

/** Milliseconds over which a provider is asked what a call cost: it writes that down a moment after the call's end. */
const PATIENCE_MS = 15_000;
const ATTEMPTS_MAX = 6;

const generationSchema = z.looseObject({
  data: z.looseObject({ total_cost: z.number().min(0).max(999_999) }),
});

/**
 * Asks OpenRouter what a call really cost, by the name that it gave it. Never rejects.
 *
 * @param id Of the generation, such as `gen-1770044155-jEc8jq97DQBmH0pjR97n`.
 * @returns `null` where it does not say within 15 seconds and six tries.
 */
export async function generationCost(
  service: Pick<JsonService, "url" | "apiKey" | "fetch" | "clock" | "random">,
  id: string,
  signal: AbortSignal,
): Promise<ModelCost | null> {
  const bounds = { deadlineMs: PATIENCE_MS, attemptsMax: ATTEMPTS_MAX };
  const path = `/generation?id=${encodeURIComponent(id)}`;
  const outcome = await tryInTurn<JsonOutcome>(
    ({ aborted, deadline }) =>
      callJson({ ...service, ...bounds, attemptsMax: 1 }, {
        path,
        signal: AbortSignal.any([aborted, deadline]),
      }),
    faultToRepeat,
    { ...service, ...bounds, aborted: signal },
  );
  if (outcome.kind === "failed") return null;
  const parsed = generationSchema.safeParse(outcome.body);
  if (!parsed.success) return null;
  const amount = costFromDollars(parsed.data.data.total_cost);
  return { amount, source: "provider" };
}

/** A call that has just ended is not found at first. */
function faultToRepeat(outcome: JsonOutcome) {
  if (outcome.kind === "answered") return null;
  const { fault: found } = outcome;
  return found.httpStatus === 404 && !isTransient(found)
    ? fault("overloaded", found.detail, { httpStatus: 404 })
    : found;
}
