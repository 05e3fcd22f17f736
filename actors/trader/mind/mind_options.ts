import type { SizingRule } from "../../../domain/sizing.ts";

/** Every voice that models can be given. */
export const PERSONALITIES = ["none", "commentator"] as const;

/** How models are asked to sound; never what they must answer. */
export type Personality = typeof PERSONALITIES[number];

/** How the models of a season think: the same for all of them. */
export interface MindOptions {
  /** Milliseconds between two decisions of one model on one market, signals aside. */
  readonly intervalMs: number;
  /** Milliseconds before its close in which no session about a market begins. */
  readonly closingMs: number;
  /** Sessions of one model at a time. */
  readonly sessionsMax: number;
  /** Calls of one session, the one more after an unusable answer aside; 1 or more. */
  readonly stepsMax: number;
  /** Tools that one session may use. */
  readonly toolCallsMax: number;
  /** Tokens of one reply, reasoning included. */
  readonly outputTokensMax: number;
  readonly sizing: SizingRule;
  /** Share of Kelly's bet in millionths, 0 to 1,000,000. */
  readonly kellyFractionMicros: bigint;
  readonly personality: Personality;
  /** Whether canaries are planted in the texts of strangers. */
  readonly plantsCanaries: boolean;
}
