import { z } from "zod";
import { decimalNumber, setting, wholeNumber } from "./setting.ts";

/** How models think and how their purchases are sized: the same for all of a season. */
export const MIND_SETTINGS = {
  ARENA_MODEL_INTERVAL_MS: setting({
    ...wholeNumber(1_000, 86_400_000),
    fallback: "120000",
    meaning:
      "Milliseconds between two sessions of one model about one market, signals aside.",
  }),
  ARENA_MODEL_CLOSING_MS: setting({
    ...wholeNumber(0, 86_400_000),
    fallback: "20000",
    meaning:
      "Milliseconds before its close in which no session about a market begins: what a model would decide comes too late.",
  }),
  ARENA_MODEL_SESSIONS_MAX: setting({
    ...wholeNumber(1, 32),
    fallback: "2",
    meaning: "Sessions that one model may have at a time.",
  }),
  ARENA_MODEL_STEPS_MAX: setting({
    ...wholeNumber(1, 32),
    fallback: "5",
    meaning:
      "Calls of one session, the one more after an unusable answer aside.",
  }),
  ARENA_MODEL_TOOLS_MAX: setting({
    ...wholeNumber(0, 100),
    fallback: "10",
    meaning: "Tools that one session may use.",
  }),
  ARENA_SIZING: setting({
    schema: z.enum(["seed", "kelly", "model"]),
    fallback: "seed",
    rule: "seed, kelly or model",
    meaning:
      "How purchases of models are sized: seed by 0.25 × confidence × cash, at most 10 %, at least $100; kelly by fractional Kelly; model as each model asks.",
  }),
  ARENA_KELLY_FRACTION: setting({
    ...decimalNumber(0.01, 1),
    fallback: "0.25",
    meaning: "Share of Kelly's bet that ARENA_SIZING=kelly puts on a forecast.",
  }),
  ARENA_PERSONALITY: setting({
    schema: z.enum(["none", "commentator"]),
    fallback: "none",
    rule: "none or commentator",
    meaning:
      "Voice that models are asked to give reasons in; never what they must answer.",
  }),
  ARENA_CANARIES: setting({
    schema: z.enum(["on", "off"]),
    fallback: "on",
    rule: "on or off",
    meaning:
      "Whether harmless orders are planted in texts of strangers, to count which models obey them.",
  }),
} as const;
