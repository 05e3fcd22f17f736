import type { ControlRegister } from "../../domain/control_register.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import {
  scopeKey,
  scopeName,
  scopesOf,
  stricterState,
  TRADING_STATE_CAUSES,
  type TradingScope,
  type TradingState,
  type TradingStateStanding,
} from "../../domain/trading_state.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import type { TradingStateReply } from "./protocol.ts";

type StateEntry = EntryOf<"trading_state_changed">;

/** A state that is on its way into the journal, and who waits for it. */
interface PendingState {
  readonly entry: StateEntry;
  readonly replyTo: ActorRef<TradingStateReply> | null;
}

/** What a scope is set to: by the journal, or by a row on its way there. */
export type ScopeState = Pick<
  TradingStateStanding,
  "state" | "step" | "cause" | "detail"
>;

/** The part of the arena's books that is looked at. */
interface ControlledBooks {
  readonly controls: Pick<ControlRegister, "standing">;
}

/** What a contestant may do. */
export interface ContestantState {
  readonly state: TradingState;
  /** The widest of those that hold it to it. */
  readonly scope: TradingScope;
  /** Why, in one sentence. */
  readonly detail: string;
}

const ARENA: TradingScope = { kind: "arena" };
const ACTIVE: ScopeState = {
  state: "active",
  step: null,
  cause: "operator",
  detail: "",
};

/**
 * Trading states as the journal has them and as they will be once the rows under way are committed. What tightens
 * holds from the moment at which it is queued, what loosens from its row on.
 */
export class TradingStates {
  readonly #books: ControlledBooks;
  #pending: readonly PendingState[] = [];

  constructor(books: ControlledBooks) {
    this.#books = books;
  }

  /** Takes a state that was appended to the journal. */
  queue(
    entry: StateEntry,
    replyTo: ActorRef<TradingStateReply> | null,
  ): void {
    this.#pending = [...this.#pending, { entry, replyTo }];
  }

  /** Takes a committed row, and answers who waited for it. */
  fold({ entry, sequence }: JournalRow): void {
    if (entry.kind !== "trading_state_changed") return;
    const index = this.#pending.findIndex((pending) =>
      isSame(pending.entry, entry)
    );
    const pending = this.#pending[index];
    if (pending === undefined) return;
    this.#pending = this.#pending.toSpliced(index, 1);
    pending.replyTo?.tell({ kind: "trading_state_set", sequence });
  }

  /** Returns what exactly this scope was set to last, whether or not the journal has it yet. */
  newest(scope: TradingScope): ScopeState {
    const key = scopeKey(scope);
    return this.#pending.findLast(({ entry }) => scopeKey(entry.scope) === key)
      ?.entry ?? this.#books.controls.standing(scope) ?? ACTIVE;
  }

  /** Returns the state that holds in exactly this scope: the strictest that is set or on its way. */
  within(scope: TradingScope): ScopeState {
    const key = scopeKey(scope);
    return this.#pending
      .filter(({ entry }) => scopeKey(entry.scope) === key)
      .reduce<ScopeState>(
        (strictest, { entry }) => stricter(strictest, entry),
        this.#books.controls.standing(scope) ?? ACTIVE,
      );
  }

  /** Returns what holds for a contestant, and why, in one sentence. */
  of(contestantId: ContestantId): ContestantState {
    const [arena, ...narrower] = scopesOf(contestantId)
      .map((scope) => ({ scope, holds: this.within(scope) }));
    const { scope, holds } = narrower.reduce(
      (left, right) =>
        stricter(left.holds, right.holds) === left.holds ? left : right,
      arena ?? { scope: ARENA, holds: ACTIVE },
    );
    const why = holds.detail === ""
      ? TRADING_STATE_CAUSES[holds.cause]
      : holds.detail;
    const whom = scope.kind === "arena" ? "the arena" : scopeName(scope);
    return {
      state: holds.state,
      scope,
      detail: `Trading is ${holds.state} for ${whom}: ${why}`,
    };
  }
}

/** Returns the stricter of two; the first where they are alike. */
function stricter(left: ScopeState, right: ScopeState): ScopeState {
  return stricterState(left.state, right.state) === left.state ? left : right;
}

function isSame(left: StateEntry, right: StateEntry): boolean {
  return scopeKey(left.scope) === scopeKey(right.scope) &&
    left.state === right.state && left.step === right.step &&
    left.cause === right.cause && left.detail === right.detail &&
    left.by === right.by;
}

/** Whether everything that is held in a scope is being sold. */
export function isFlattening({ state, step }: ScopeState): boolean {
  return state === "reducing" && step === "flatten";
}
