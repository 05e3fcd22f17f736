/**
 * What the models of others were asked to answer. Ours are asked for something else; these forms show that what is
 * read out of a reply is what stands there.
 *
 * @module
 */
import { z } from "zod";
import { spokenText } from "../../models/answer_objects.ts";
import { readAnswer } from "../../models/parse_answer.ts";

const COINS = ["BTC", "ETH", "SOL", "BNB", "XRP", "DOGE"] as const;

const coinDecision = z.strictObject({
  coin: z.enum(COINS),
  signal: z.enum([
    "hold",
    "buy_to_enter",
    "sell_to_enter",
    "close_position",
  ]),
  // Below 0 for a short.
  quantity: z.number(),
  ["stop_loss"]: z.number().min(0),
  ["profit_target"]: z.number().min(0),
  ["invalidation_condition"]: z.string(),
  justification: z.string(),
  confidence: z.number().min(0).max(1),
  leverage: z.int().min(0).max(40),
  ["risk_usd"]: z.number().min(0),
});

/** A decision for each coin, under its own name. */
const nof1Answer = z.partialRecord(z.enum(COINS), coinDecision).refine(
  (decisions) =>
    Object.entries(decisions).every(([coin, decision]) =>
      decision?.coin === coin
    ),
  "a decision must be for the coin that it stands under",
).refine((decisions) => Object.keys(decisions).length > 0, "must not be empty");

/** Reads nof1's answer. Returns why it cannot; `null` where it can. */
export function nof1Fault(text: string): string | null {
  const read = readAnswer(text, { schema: nof1Answer, mark: "signal" });
  return read.kind === "decoded" ? null : read.fault;
}

/** Reads KalshiBench's answer. Returns why it cannot; `null` where it can. */
export function kalshiBenchFault(text: string): string | null {
  const spoken = spokenText(text);
  if (spoken === "") return "no_text";
  const answers = valuesIn(spoken, "answer");
  const confidences = valuesIn(spoken, "confidence");
  if (answers.size === 0 || confidences.size === 0) return "no_answer";
  if (answers.size > 1 || confidences.size > 1) return "several_answers";
  const [answer = ""] = answers;
  const [confidence = ""] = confidences;
  return /^(yes|no)$/.test(answer) && /^\d{1,3}(\.\d+)?$/.test(confidence) &&
      Number(confidence) <= 100
    ? null
    : "wrong_schema";
}

function valuesIn(text: string, tag: string): ReadonlySet<string> {
  const pattern = new RegExp(`<${tag}>([^<]*)</${tag}>`, "gi");
  return new Set(
    Array.from(
      text.matchAll(pattern),
      ([, value = ""]) => value.trim().toLowerCase(),
    ),
  );
}
