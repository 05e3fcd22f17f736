import { assert } from "../../runtime/mod.ts";
import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import { subtract } from "../../domain/money.ts";
import { isLive } from "../../domain/season.ts";
import { equityAtBid } from "../../domain/position.ts";
import type { Quote } from "../../domain/quote.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import type { ResetAccount, ResetReply } from "./protocol.ts";

/** What a reset is decided on, at one moment. */
interface ResetView {
  readonly books: ArenaBooks;
  readonly quoteOf: (market: MarketId) => Quote | null;
}

/** Accounts that operators bring back to their starting balance: one at a time each, and nothing while orders are out. */
export class AccountResets {
  readonly #underWay = new Map<ContestantId, ActorRef<ResetReply>>();

  /** Answers who asked for a reset once its row is there. */
  fold({ entry, sequence }: JournalRow): void {
    if (entry.kind !== "account_reset") return;
    const asked = this.#underWay.get(entry.contestantId);
    this.#underWay.delete(entry.contestantId);
    asked?.tell({ kind: "account_reset", sequence });
  }

  /** Returns the row of a reset, which is then under way; `null` where it is answered with why not. */
  take(
    { contestantId, by, reason, replyTo }: ResetAccount,
    view: ResetView,
  ): EntryOf<"account_reset"> | null {
    const refusal = this.#refusalOf(contestantId, view);
    if (refusal !== null) {
      replyTo.tell({ kind: "reset_refused", reason: refusal });
      return null;
    }
    this.#underWay.set(contestantId, replyTo);
    return { ...resetOf(contestantId, view), by, reason };
  }

  #refusalOf(id: ContestantId, { books }: ResetView): string | null {
    if (!books.contestants.has(id)) {
      return `Cannot reset an account as its contestant must be enrolled: current value is "${id}"`;
    }
    if (isLive(id)) {
      return `Cannot reset "${id}" as its money must be the arena's own: current value is real money at a venue`;
    }
    if (this.#underWay.has(id)) {
      return `Cannot reset "${id}" as no other reset may be under way: current value is one`;
    }
    const state = books.controls.stateOf(id);
    if (state !== "halted") {
      return `Cannot reset "${id}" as it must be halted, so that no order counts on what is taken off: current value is ${state}`;
    }
    const perpetuals = [...books.perpetuals.of(id)].length;
    if (perpetuals > 0) {
      return `Cannot reset "${id}" as it must hold no perpetuals: current value is ${perpetuals}`;
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
