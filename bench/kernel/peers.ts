import {
  openEffectBatchStage,
  openEffectStage,
  openNactStage,
  openTransitionStage,
} from "./peer_stage.ts";
import type { OpenStage } from "./stage.ts";
import { openChannelStage, openGeneratorStage } from "./web_stage.ts";

/** The libraries that ours is measured beside. */
export const LIBRARIES: Readonly<Record<string, OpenStage>> = {
  "nact": openNactStage,
  "effect": openEffectStage,
  "xstate transition": openTransitionStage,
};

/** The same, and effect in the way that is faster where messages come in bursts. */
export const LIBRARIES_IN_BURSTS: Readonly<Record<string, OpenStage>> = {
  ...LIBRARIES,
  "effect takeAll": openEffectBatchStage,
};

/** Those of them in which messages wait: xstate handles them on the stack of the sender. */
export const QUEUEING: Readonly<Record<string, OpenStage>> = {
  "nact": openNactStage,
  "effect": openEffectStage,
};

/** What the platform itself has. */
export const PLATFORM: Readonly<Record<string, OpenStage>> = {
  "async generator": openGeneratorStage,
  "MessageChannel": openChannelStage,
};
