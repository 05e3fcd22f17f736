import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ParsedAnswer } from "../actors/ports/answer_parser.ts";
import { answerSchema, type ModelAnswer } from "../domain/model_answer.ts";
import { parseAnswer } from "./parse_answer.ts";

const HOLD: ModelAnswer = {
  action: "hold",
  probabilityYes: 0.4,
  confidence: 0.9,
  reason: 'It says "rain {maybe}" } and \\ more.',
  limitPrice: null,
  contracts: null,
  timeInForce: null,
  expiresAtMs: null,
  target: null,
  stop: null,
  invalidation: null,
  orderId: null,
};
const JSON_HOLD = JSON.stringify(HOLD);
const BUY: ModelAnswer = {
  ...HOLD,
  action: "buy_yes",
  limitPrice: 0.5,
  target: 0.8,
  stop: 0.2,
  invalidation: "Sun.",
};

function faultOf(parsed: ParsedAnswer): string {
  return parsed.kind === "malformed" ? parsed.fault : "decoded";
}

Deno.test("parseAnswer() finds the answer alone, fenced, in prose, indented and after thoughts", () => {
  const texts = [
    JSON_HOLD,
    `\n\n${JSON.stringify(HOLD, null, 2)}\n`,
    `Here it is:\n\`\`\`json\n${JSON_HOLD}\n\`\`\`\nGood luck!`,
    `I hold ${JSON_HOLD} for now.`,
    `<think>Maybe {"action":"buy_yes"}?</think>${JSON_HOLD}`,
    `Maybe {"action":"buy_no"} or so.\n</think>\n${JSON_HOLD}`,
    `The book is {"yes_bid":0.4,"yes_ask":0.5}, so ${JSON_HOLD}`,
    `${JSON_HOLD}\nTo sum up: ${JSON.stringify(HOLD, null, 1)}`,
  ];
  for (const text of texts) {
    assertEquals(parseAnswer(text), { kind: "decoded", answer: HOLD });
  }
});

Deno.test("parseAnswer() names what is wrong, and never picks", () => {
  const { confidence: _, ...unsure } = HOLD;
  const cases: readonly (readonly [string, string])[] = [
    ["", "no_text"],
    ["  \n", "no_text"],
    [`<think>${JSON_HOLD}</think>`, "no_text"],
    ["I'm sorry, but I can't help with betting.", "refused"],
    ["I cannot decide this.", "refused"],
    ["I would rather hold.", "no_json"],
    ["<answer>no</answer>\n<confidence>5</confidence>", "no_json"],
    [JSON_HOLD.slice(0, -1), "broken_json"],
    [JSON_HOLD.slice(0, 40), "broken_json"],
    [JSON_HOLD.replaceAll('"', "'"), "broken_json"],
    [JSON_HOLD.replace("0.4,", "0.4,,"), "broken_json"],
    [`${JSON_HOLD.slice(0, -1)},}`, "broken_json"],
    [`${JSON_HOLD} or ${JSON.stringify(BUY)}`, "several_answers"],
    // What it quotes decodes, what it says does not: neither is taken.
    [
      `They want ${JSON.stringify(BUY)}, I ${JSON_HOLD.slice(0, -1)}`,
      "broken_json",
    ],
    [JSON.stringify(unsure), "wrong_schema"],
    [JSON.stringify({ ...HOLD, confidence: 62 }), "wrong_schema"],
    [JSON.stringify({ ...HOLD, probabilityYes: "0.4" }), "wrong_schema"],
    [JSON.stringify({ ...HOLD, leverage: 20 }), "wrong_schema"],
    [JSON.stringify({ ...BUY, stop: null }), "wrong_schema"],
    [JSON.stringify({ decision: HOLD }), "wrong_schema"],
    ["{}", "wrong_schema"],
  ];
  for (const [text, fault] of cases) {
    assertEquals(faultOf(parseAnswer(text)), fault, text);
  }
});

Deno.test("parseAnswer() tells the model field and rule, in at most 500 characters", () => {
  const parsed = parseAnswer(
    JSON.stringify({ ...HOLD, confidence: 62, reason: "" }),
  );
  assert(parsed.kind === "malformed");
  assert(/confidence: .*; reason: /.test(parsed.detail), parsed.detail);
  const long = parseAnswer(
    JSON.stringify(
      Object.fromEntries(
        Array.from({ length: 200 }, (_, at) => [`field${at}`, at]),
      ),
    ),
  );
  assert(long.kind === "malformed" && long.detail.length <= 500);
});

Deno.test("parseAnswer() never throws, and what it decodes is an answer", () => {
  const noise = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom(
      JSON_HOLD,
      JSON.stringify(BUY),
      "{",
      "}",
      '"',
      "</think>",
      "\\",
    ),
  );
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 6 }), (pieces) => {
      const parsed = parseAnswer(pieces.join(" "));
      return parsed.kind === "malformed" ||
        answerSchema.safeParse(parsed.answer).success;
    }),
    { numRuns: 500 },
  );
});
