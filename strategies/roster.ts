import { BASE_RATE } from "./base_rate.ts";
import { FADE_THE_LEADER } from "./fade_the_leader.ts";
import { HOLD_CASH } from "./hold.ts";
import { MARKET_MIRROR } from "./market_mirror.ts";
import { MOMENTUM } from "./momentum.ts";
import { SEEDED_RANDOM } from "./seeded_random.ts";
import type { Strategy } from "./strategy.ts";

/** The permanent controls. They stay on every board and are always labelled as rule-based. */
export const CONTROLS: readonly Strategy[] = [
  MARKET_MIRROR,
  SEEDED_RANDOM,
  HOLD_CASH,
  BASE_RATE,
  MOMENTUM,
  FADE_THE_LEADER,
];
