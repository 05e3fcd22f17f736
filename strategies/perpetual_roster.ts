import { PERPETUAL_HOLD } from "./perpetual_hold.ts";
import type { PerpetualStrategy } from "./perpetual_strategy.ts";
import { PERPETUAL_MOMENTUM, PERPETUAL_REVERSAL } from "./perpetual_trend.ts";

/** Who trades perpetuals by rule. They stay on every board and are always labelled as rule-based. */
export const PERPETUAL_CONTROLS: readonly PerpetualStrategy[] = [
  PERPETUAL_HOLD,
  PERPETUAL_MOMENTUM,
  PERPETUAL_REVERSAL,
];
