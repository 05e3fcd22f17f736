import { assert } from "../../runtime/mod.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import { subtract } from "../../domain/money.ts";
import { isLive } from "../../domain/season.ts";
import { equityAtBid } from "../../domain/position.ts";
import type { Quote } from "../../domain/quote.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import type {
  CapitalMove,
  CapitalReply,
  ResetAccount,
  ResetReply,
} from "./protocol.ts";

/** What a reset is decided on, at one moment. */
interface ResetView {
  readonly books: ArenaBooks;
  readonly quoteOf: (market: MarketId) => Quote | null;
  /** Whether a row that is appended now follows on what the books hold. */
  readonly isQuiet: boolean;
}

/** Between two tries to find the journal quiet, in milliseconds, and how many there are: within what an operator waits. */
export const RESET_RETRY_MS = 50;
const TRIES_MAX = 160;

/** What becomes of a request: its row is to be written, it is to be tried again, or it was answered. */
export type ResetStep =
  | { readonly kind: "due"; readonly entry: EntryOf<"account_reset"> }
  | { readonly kind: "early" }
  | { readonly kind: "refused" };

/** Accounts that operators bring back to their starting balance: one at a time each, and nothing while orders are out. */
export class AccountResets {
  readonly #underWay = new Map<ContestantId, ActorRef<ResetReply>>();
  /** Requests that wait for a quiet journal, and how often they were tried. */
  readonly #early = new Map<
    ContestantId,
    { readonly message: ResetAccount; readonly tries: number }
  >();

  /** Whether some account is about to be what the books do not say yet: nothing may be paid or marked until it is. */
  get isUnderWay(): boolean {
    return this.#underWay.size > 0;
  }

  /** Returns why capital is not moved now; `null` where no reset of its account is under way. */
  answerTo({ contestantId }: CapitalMove): CapitalReply | null {
    return this.#underWay.has(contestantId)
      ? { kind: "capital_refused", reason: "Its account is just being reset." }
      : null;
  }

  /** Answers who asked for a reset once its row is there. */
  fold({ entry, sequence }: JournalRow): void {
    if (entry.kind !== "account_reset") return;
    const asked = this.#underWay.get(entry.contestantId);
    this.#underWay.delete(entry.contestantId);
    asked?.tell({ kind: "account_reset", sequence });
  }

  /**
   * Decides on a request. What is early is to be told again: between what the books say and the row of the reset, no
   * row may come that nobody has folded, as a fill or a charge would be taken off the account or left on it.
   */
  take(message: ResetAccount, view: ResetView): ResetStep {
    const { contestantId, by, reason, replyTo } = message;
    const tries = this.#triesOf(message);
    const refusal = this.#refusalOf(message, view, tries);
    if (refusal !== null) {
      if (tries > 0) this.#early.delete(contestantId);
      replyTo.tell({ kind: "reset_refused", reason: refusal });
      return { kind: "refused" };
    }
    if (!view.isQuiet) {
      this.#early.set(contestantId, { message, tries: tries + 1 });
      return { kind: "early" };
    }
    this.#early.delete(contestantId);
    this.#underWay.set(contestantId, replyTo);
    const entry = { ...resetOf(contestantId, view), by, reason };
    return { kind: "due", entry };
  }

  #triesOf(message: ResetAccount): number {
    const early = this.#early.get(message.contestantId);
    return early?.message === message ? early.tries : 0;
  }

  #refusalOf(
    { contestantId: id }: ResetAccount,
    { books }: ResetView,
    tries: number,
  ): string | null {
    if (!books.contestants.has(id)) {
      return `Cannot reset an account as its contestant must be enrolled: current value is "${id}"`;
    }
    if (isLive(id)) {
      return `Cannot reset "${id}" as its money must be the arena's own: current value is real money at a venue`;
    }
    if (tries >= TRIES_MAX) {
      return `Cannot reset "${id}" as the journal must be quiet for a moment: current value is rows on their way for ${TRIES_MAX} tries`;
    }
    if (this.#underWay.has(id) || (tries === 0 && this.#early.has(id))) {
      return `Cannot reset "${id}" as no other reset may be under way: current value is one`;
    }
    const state = books.controls.stateOf(id);
    if (state !== "halted") {
      return `Cannot reset "${id}" as it must be halted, so that no order counts on what is taken off: current value is ${state}`;
    }
    const perpetuals = [...books.perpetuals.of(id)].length;
    if (perpetuals > 0) {
      return `Cannot reset "${id}" as it must hold no perpetuals (flatten it first): current value is ${perpetuals}`;
    }
    const open = [...books.orders.working.values()]
      .filter(({ contestantId }) => contestantId === id).length;
    return open === 0
      ? null
      : `Cannot reset "${id}" as its open orders must be canceled first, which the halt asks for: current value is ${open}`;
  }
}

function resetOf(
  contestantId: ContestantId,
  { books, quoteOf }: ResetView,
): Omit<EntryOf<"account_reset">, "by" | "reason"> {
  const contestant = books.contestants.get(contestantId);
  assert(contestant !== undefined, "Whoever is reset is enrolled");
  const { cash, mark, startingBalance } = contestant;
  const held = [...books.positions.of(contestantId)];
  const equity = equityAtBid(cash, held, quoteOf);
  return {
    kind: "account_reset",
    contestantId,
    positions: held.map(({ marketId, outcome, quantity, cost }) => ({
      marketId,
      outcome,
      quantity,
      cost,
    })),
    amount: subtract(startingBalance, cash),
    // What nobody bids for is worth what it was when it was marked last.
    equityBefore: equity.kind === "unmarked"
      ? mark?.equity ?? cash
      : equity.equity,
  };
}
