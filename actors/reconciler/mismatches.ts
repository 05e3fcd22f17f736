import type { ArenaBooks } from "../../domain/fold.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { ActorContext, ActorRef } from "../../runtime/mod.ts";
import type { Execution } from "../ports/execution.ts";
import type { SetTradingState } from "../risk/protocol.ts";
import type { JournalSide } from "./journal_side.ts";
import { correctionsOf, isForExecutor, needsHalt } from "./corrections.ts";
import { type Difference, differenceSentence } from "./differences.ts";
import type { Found } from "./pass.ts";
import type { ReconcilerMessage } from "./protocol.ts";

/** What mismatches are dealt with by. */
export interface MismatchOptions {
  readonly context: ActorContext<ReconcilerMessage>;
  readonly execution: Execution;
  readonly risk: ActorRef<SetTradingState>;
  readonly books: ArenaBooks;
  /** Whether `books` holds every row that there is, those on their way included. */
  readonly isQuiet: () => boolean;
  readonly append: (entry: JournalEntry) => void;
}

const ARENA = { kind: "arena" } as const;

/** Deals with what journal and venue differ in: halts the arena, corrects the journal, takes stray orders back. */
export class Mismatches {
  readonly #options: MismatchOptions;

  constructor(options: MismatchOptions) {
    this.#options = options;
  }

  /** Whether the journal has the arena halted. */
  get isHalted(): boolean {
    return this.#options.books.controls.standing(ARENA)?.state === "halted";
  }

  /** Asks for a halt where one is needed and not there. Returns whether one is waited for. */
  halt(differences: readonly Difference[]): boolean {
    const { risk, books } = this.#options;
    const [first, ...others] = differences.filter((difference) =>
      needsHalt(difference, books)
    );
    if (first === undefined || this.isHalted) return false;
    const sentence = differenceSentence(first);
    risk.tell({
      kind: "set_trading_state",
      scope: ARENA,
      state: "halted",
      step: null,
      cause: "reconcile_mismatch",
      detail: others.length === 0
        ? sentence
        : `${sentence} Other differences: ${others.length}.`,
      by: "arena",
    });
    return true;
  }

  /** Appends what corrects the differences, as far as that is safe now. Returns how many are left to correct. */
  correct(
    { certain, isHalted }: Pick<Found, "certain" | "isHalted">,
    side: JournalSide,
  ): number {
    const { append, isQuiet } = this.#options;
    const ours = certain.filter((difference) => !isForExecutor(difference));
    const rows = isQuiet() ? correctionsOf(ours, { ...side, isHalted }) : [];
    for (const row of rows) append(row);
    return ours.length - rows.length;
  }

  /** Takes orders back that the venue works on and that are over, or not ours; the halt over them is journaled. */
  takeBack(differences: readonly Difference[]): void {
    const { context, execution } = this.#options;
    for (const difference of differences) {
      if (difference.kind !== "order_unexpected") continue;
      context.pipeToSelf(
        execution.cancel(difference.orderId, context.abortSignal),
        () => ({ kind: "order_taken_back" }),
        () => ({ kind: "order_taken_back" }),
      );
    }
  }
}
