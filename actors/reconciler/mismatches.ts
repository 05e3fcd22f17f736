import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { scopeKey, type TradingScope } from "../../domain/trading_state.ts";
import type { ActorContext, ActorRef } from "../../runtime/mod.ts";
import type { Execution } from "../ports/execution.ts";
import type { SetTradingState } from "../risk/protocol.ts";
import type { JournalSide } from "./journal_side.ts";
import { correctionsOf, isForExecutor, needsHalt } from "./corrections.ts";
import {
  contestantOf,
  type Difference,
  differenceSentence,
} from "./differences.ts";
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

const ARENA: TradingScope = { kind: "arena" };

/** Differences over which one scope is halted. */
interface HaltWanted {
  readonly scope: TradingScope;
  readonly differences: readonly Difference[];
}

/**
 * Deals with what journal and venue differ in: halts whom it is about, corrects the journal, takes stray orders back.
 *
 * What is found on the account of one contestant says nothing of any other: it halts that contestant alone. What all
 * share, or nobody knows the owner of, halts the arena.
 */
export class Mismatches {
  readonly #options: MismatchOptions;

  constructor(options: MismatchOptions) {
    this.#options = options;
  }

  /** Contestants that may not trade by the journal. */
  get halted(): ReadonlySet<ContestantId> {
    const { contestants, controls } = this.#options.books;
    return new Set(
      [...contestants.keys()].filter((id) => controls.stateOf(id) === "halted"),
    );
  }

  /** Whether everybody is halted whom one of the differences wants to be. */
  isHaltedOver(differences: readonly Difference[]): boolean {
    return this.#wanted(differences).length === 0;
  }

  /** Asks for the halts that are needed and not there. Returns whether any is waited for. */
  halt(differences: readonly Difference[]): boolean {
    const wanted = this.#wanted(differences);
    for (const halt of wanted) this.#ask(halt);
    return wanted.length > 0;
  }

  #ask({ scope, differences }: HaltWanted): void {
    const [first, ...others] = differences.map(differenceSentence);
    this.#options.risk.tell({
      kind: "set_trading_state",
      scope,
      state: "halted",
      step: null,
      cause: "reconcile_mismatch",
      detail: others.length === 0
        ? first ?? ""
        : `${first} Other differences: ${others.length}.`,
      by: "arena",
    });
  }

  /** Returns the halts that are needed and not in the journal, one per scope. */
  #wanted(differences: readonly Difference[]): readonly HaltWanted[] {
    const { books } = this.#options;
    const byScope = new Map<string, HaltWanted>();
    for (const difference of differences) {
      if (!needsHalt(difference, books)) continue;
      const scope = this.#scopeOf(difference);
      if (this.#isHalted(scope)) continue;
      const key = scopeKey(scope);
      const before = byScope.get(key)?.differences ?? [];
      byScope.set(key, { scope, differences: [...before, difference] });
    }
    return [...byScope.values()];
  }

  #scopeOf(difference: Difference): TradingScope {
    const { execution: { ownAccounts }, books } = this.#options;
    const contestantId = contestantOf(difference);
    const isOwn = contestantId !== null && ownAccounts?.has(contestantId) &&
      books.contestants.has(contestantId);
    return isOwn ? { kind: "contestant", contestantId } : ARENA;
  }

  #isHalted(scope: TradingScope): boolean {
    const { controls } = this.#options.books;
    return scope.kind === "contestant"
      ? controls.stateOf(scope.contestantId) === "halted"
      : controls.standing(scope)?.state === "halted";
  }

  /** Appends what corrects the differences, as far as that is safe now. Returns how many are left to correct. */
  correct(
    { certain, halted }: Pick<Found, "certain" | "halted">,
    side: JournalSide,
  ): number {
    const { append, isQuiet } = this.#options;
    const ours = certain.filter((difference) => !isForExecutor(difference));
    const rows = isQuiet() ? correctionsOf(ours, { ...side, halted }) : [];
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
