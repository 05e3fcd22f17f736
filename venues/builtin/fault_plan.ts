import { z } from "zod";
import { assertNever } from "../../domain/assert_never.ts";
import type { OutgoingFrame } from "./exchange.ts";

const framesField = z.int().min(1).max(100_000);
const durationField = z.int().min(1).max(3_600_000);

/** What the venue can be told to do wrong. Only the process that started it can tell. */
export const faultSchema = z.discriminatedUnion("kind", [
  /** Closes every socket; clients may come back at once. */
  z.object({ kind: z.literal("drop_connections") }),
  /** Sends garbage in place of the next frames. */
  z.object({ kind: z.literal("malformed"), frames: framesField }),
  /** Sends each of the next frames twice. */
  z.object({ kind: z.literal("duplicate"), frames: framesField }),
  /** Holds each of the next frames back, so that newer ones overtake it. */
  z.object({
    kind: z.literal("late"),
    frames: framesField,
    delayMs: durationField,
  }),
  /** Keeps sockets open and sends nothing; REST goes on. */
  z.object({ kind: z.literal("freeze"), forMs: durationField }),
  /** Ends the venue with an uncaught error. */
  z.object({ kind: z.literal("crash") }),
]);

/** One fault that the venue is told to have. */
export type VenueFault = z.infer<typeof faultSchema>;
/** The faults that change what is sent, and not who is connected. */
export type FrameFault = Exclude<
  VenueFault,
  { readonly kind: "drop_connections" | "crash" }
>;

interface HeldFrame {
  readonly frame: OutgoingFrame;
  readonly dueMs: number;
}

/** The ways in which a frame is spoiled, taken in turn. */
const SPOIL: readonly ((text: string) => string)[] = [
  (text) => text.slice(0, Math.floor(text.length / 2)),
  (text) => text.replace('"market_ticker":"', '"market_ticker":["'),
  (text) => text.replace(/"channel":"[a-z]+"/, '"channel":"weather"'),
  (text) => text.replace(/"market_ticker":"[^"]*"/, '"market_ticker":12'),
  () => JSON.stringify({ error: "internal" }),
  () => "",
];

/** The faults still to be committed, and what they make of the frames that pass. */
export class FaultPlan {
  #malformed = 0;
  #spoiled = 0;
  #duplicate = 0;
  #late = 0;
  #lateMs = 0;
  #frozenUntilMs = 0;
  #held: HeldFrame[] = [];

  /** Adds a fault at `nowMs` (Unix milliseconds); one of the same kind starts over. */
  add(fault: FrameFault, nowMs: number): void {
    switch (fault.kind) {
      case "malformed":
        this.#malformed = fault.frames;
        return;
      case "duplicate":
        this.#duplicate = fault.frames;
        return;
      case "late":
        this.#late = fault.frames;
        this.#lateMs = fault.delayMs;
        return;
      case "freeze":
        this.#frozenUntilMs = nowMs + fault.forMs;
        return;
      default:
        assertNever(fault);
    }
  }

  /** Returns what is really sent at `nowMs` where `frames` would have been: held frames come last. */
  apply(
    frames: readonly OutgoingFrame[],
    nowMs: number,
  ): readonly OutgoingFrame[] {
    const passed = frames.flatMap((frame) => this.#pass(frame, nowMs));
    const due = this.#held.filter((held) => held.dueMs <= nowMs);
    this.#held = this.#held.filter((held) => held.dueMs > nowMs);
    if (nowMs < this.#frozenUntilMs) return [];
    return [...passed, ...due.map((held) => held.frame)];
  }

  #pass(frame: OutgoingFrame, nowMs: number): readonly OutgoingFrame[] {
    if (nowMs < this.#frozenUntilMs) return [];
    if (this.#malformed > 0) {
      this.#malformed -= 1;
      return [{ ...frame, text: this.#spoil(frame.text) }];
    }
    if (this.#duplicate > 0) {
      this.#duplicate -= 1;
      return [frame, frame];
    }
    if (this.#late > 0) {
      this.#late -= 1;
      this.#held.push({ frame, dueMs: nowMs + this.#lateMs });
      return [];
    }
    return [frame];
  }

  #spoil(text: string): string {
    const spoil = SPOIL[this.#spoiled % SPOIL.length];
    this.#spoiled += 1;
    return spoil === undefined ? "" : spoil(text);
  }
}
