import { positionCorrectionsOf } from "./reset_corrections.ts";
import {
  AttributionDecisions,
  beliefsOf,
  type RememberedDecision,
} from "./attribution_decisions.ts";
import { AttributedTrade } from "./attribution_trade.ts";
import { PerpetualTrades } from "./perpetual_trades.ts";
import type { AttributionChange, TradeEnd } from "./attribution.ts";
import type { ArenaBooks } from "./fold.ts";
import type { ContestantId, DecisionId, MarketId } from "./ids.ts";
import type { EntryOf, JournalRow } from "./journal.ts";
import type { Outcome } from "./market.ts";
import { add, subtract, type UsdMicros, ZERO_USD } from "./money.ts";
import { NewestMap } from "./newest_map.ts";

type AttributedBooks = Pick<
  ArenaBooks,
  "contestants" | "orders" | "positions" | "perpetuals" | "perpetualOrders"
>;

/** Settled trades that are kept for the case that their settlement is taken back. */
const SETTLED_KEPT = 1_000;
/** Charges of decisions without a fill that are kept for the case that one comes. */
const CHARGES_KEPT = 1_000;

interface Holding {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly outcome: Outcome;
}

/** Costs that belong to no trade: of decisions that led to none, and of what was not held any more. */
export interface Unattributed {
  readonly funding: UsdMicros;
  readonly inference: UsdMicros;
}

const NOTHING: Unattributed = { funding: ZERO_USD, inference: ZERO_USD };

/**
 * Attributes the profit or loss of each trade as the journal's rows come, beside the books that fold the same rows.
 *
 * Over any journal the trades that are over, those that are open and what is unattributed come exactly to what the
 * books say was realized, less fees, funding and inference. Memory is bounded by what is open: 1,000 settled trades,
 * 1,000 decisions and 1,000 charges are kept besides. A settlement taken back that is older than those becomes a
 * trade of its own that buys nothing and holds the difference.
 */
export class AttributionFold {
  readonly #books: AttributedBooks;
  readonly #perpetuals: PerpetualTrades;
  readonly #decisions = new AttributionDecisions();
  readonly #open = new Map<string, AttributedTrade>();
  readonly #settled: AttributedTrade[] = [];
  /** By contestant and decision. */
  readonly #charges = new NewestMap<string, UsdMicros>(CHARGES_KEPT);
  readonly #unattributed = new Map<ContestantId, Unattributed>();
  readonly #corrected = new Map<ContestantId, UsdMicros>();

  /** @param books Books that have every row before `apply` is called with it. */
  constructor(books: AttributedBooks) {
    this.#books = books;
    this.#perpetuals = new PerpetualTrades(books);
  }

  /** Returns what a contestant paid that belongs to no trade. */
  unattributed(id: ContestantId): Unattributed {
    return this.#unattributed.get(id) ?? NOTHING;
  }

  /** Applies a row for which `books.apply` has just returned `true`. Returns what it changes. */
  apply(row: JournalRow): readonly AttributionChange[] {
    const { entry } = row;
    switch (entry.kind) {
      case "decision_made":
        return this.#decide(entry);
      case "order_submitted":
        this.#decisions.ordered({ ...entry.order, status: "submitted" });
        return [];
      case "order_rejected":
      case "order_canceled":
      case "order_expired":
        return this.#closeOrder(entry);
      case "order_filled":
        return this.#fill(entry, row);
      case "perpetual_filled":
        return this.#perpetuals.fill(entry, row);
      case "perpetual_corrected":
        return this.#perpetuals.correct(entry, row);
      case "position_settled":
        this.#tradeIn(entry, row).receive(entry.payout);
        return this.#closeIfFlat(entry, row, "settlement");
      case "settlement_reversed":
        return this.#reverse(entry, row);
      case "position_corrected":
        return this.#correct(entry, row);
      case "account_reset":
        return this.#reset(entry, row);
      case "balance_corrected":
        this.#takeCorrection(entry.contestantId);
        return [];
      case "funding_charged":
        return this.#chargeFunding(entry);
      case "inference_charged":
        return this.#chargeInference(entry);
      default:
        return [];
    }
  }

  #decide({ decision }: EntryOf<"decision_made">): [] {
    const contestant = this.#books.contestants.get(decision.contestantId);
    const { mark, startingBalance, netDeposits } = contestant ?? {};
    const started = add(startingBalance ?? ZERO_USD, netDeposits ?? ZERO_USD);
    this.#decisions.decide(decision, mark?.equity ?? started);
    return [];
  }

  #closeOrder(
    { orderId }: EntryOf<"order_rejected" | "order_canceled" | "order_expired">,
  ): [] {
    const order = this.#books.orders.get(orderId);
    if (order !== null) this.#decisions.ordered(order);
    return [];
  }

  #fill(
    { fill }: EntryOf<"order_filled">,
    row: JournalRow,
  ): readonly AttributionChange[] {
    const order = this.#books.orders.get(fill.orderId);
    const decision = order && this.#decisions.get(order.decisionId);
    const decisionId = decision?.id ?? null;
    const trade = this.#tradeIn(fill, row, decisionId);
    const after = this.#books.positions.get(fill).quantity;
    const limit = (order?.limit ?? fill.price).price;
    trade.fill({
      fill,
      beliefs: beliefsOf(decision, { outcome: fill.outcome, limit }),
      decisionId,
      equity: decision?.equity ?? ZERO_USD,
      held: fill.side === "buy" ? subtract(after, fill.quantity) : after,
    });
    if (decision !== null) this.#claimCharges(decision, trade);
    if (order !== null) this.#decisions.ordered(order);
    return this.#closeIfFlat(fill, row, "sale");
  }

  #reverse(
    entry: EntryOf<"settlement_reversed">,
    row: JournalRow,
  ): readonly AttributionChange[] {
    const key = holdingKey(entry);
    const index = this.#settled.findLastIndex(({ opening }) =>
      holdingKey(opening) === key
    );
    const [reopened] = index < 0 ? [] : this.#settled.splice(index, 1);
    if (reopened === undefined) {
      this.#tradeIn(entry, row).receive(subtract(ZERO_USD, entry.payout));
      return [];
    }
    reopened.receive(subtract(ZERO_USD, entry.payout));
    const beside = this.#open.get(key);
    if (beside !== undefined) reopened.absorb(beside);
    this.#open.set(key, reopened);
    return [{ kind: "retracted", tradeId: reopened.opening.tradeId }];
  }

  #correct(
    entry: EntryOf<"position_corrected">,
    row: JournalRow,
  ): readonly AttributionChange[] {
    const cost = this.#takeCorrection(entry.contestantId);
    const isNothing = entry.quantityBefore === 0n && entry.quantityAfter === 0n;
    if (isNothing && cost === 0n) return [];
    this.#tradeIn(entry, row).correct(cost);
    return this.#closeIfFlat(entry, row, "correction");
  }

  /** What was taken off a trade at cost has brought it nothing: the trade ends even. */
  #reset(
    entry: EntryOf<"account_reset">,
    row: JournalRow,
  ): readonly AttributionChange[] {
    this.#takeCorrection(entry.contestantId);
    const costs = new Map(
      entry.positions.map(({ marketId, outcome, cost }) => [
        `${marketId} ${outcome}`,
        cost,
      ]),
    );
    return positionCorrectionsOf(entry).flatMap((of) => {
      const cost = costs.get(`${of.marketId} ${of.outcome}`) ?? ZERO_USD;
      this.#tradeIn(of, row).correct(subtract(ZERO_USD, cost));
      return this.#closeIfFlat(of, row, "correction");
    });
  }

  /** Returns what corrections have added to a contestant's cash and cost since the last one. */
  #takeCorrection(id: ContestantId): UsdMicros {
    const corrected = this.#books.contestants.get(id)?.corrected ?? ZERO_USD;
    const before = this.#corrected.get(id) ?? ZERO_USD;
    this.#corrected.set(id, corrected);
    return subtract(corrected, before);
  }

  #chargeFunding(entry: EntryOf<"funding_charged">): [] {
    if (this.#perpetuals.chargeFunding(entry)) return [];
    const { contestantId, marketId, amount } = entry;
    const trade =
      this.#open.get(holdingKey({ contestantId, marketId, outcome: "yes" })) ??
        this.#open.get(holdingKey({ contestantId, marketId, outcome: "no" }));
    if (trade !== undefined) trade.chargeFunding(amount);
    else this.#leave(contestantId, { ...NOTHING, funding: amount });
    return [];
  }

  #chargeInference(
    { contestantId, decisionId, amount }: EntryOf<"inference_charged">,
  ): [] {
    const trade = decisionId === null ? null : this.#openTradeOf(decisionId);
    if (trade?.opening.contestantId === contestantId) {
      trade.chargeInference(amount);
      return [];
    }
    this.#leave(contestantId, { ...NOTHING, inference: amount });
    if (decisionId === null) return [];
    const key = chargeKey(contestantId, decisionId);
    const before = this.#charges.get(key) ?? ZERO_USD;
    this.#charges.delete(key);
    this.#charges.set(key, add(before, amount));
    return [];
  }

  #openTradeOf(id: DecisionId): AttributedTrade | null {
    const tradeId = this.#decisions.get(id)?.tradeId ?? null;
    if (tradeId === null) return null;
    for (const trade of this.#open.values()) {
      if (trade.opening.tradeId === tradeId) return trade;
    }
    return null;
  }

  /** What a decision cost belongs to the first trade that it has a part in. */
  #claimCharges(decision: RememberedDecision, trade: AttributedTrade): void {
    if (decision.tradeId !== null) return;
    const { tradeId, contestantId } = trade.opening;
    decision.tradeId = tradeId;
    const key = chargeKey(contestantId, decision.id);
    const charged = this.#charges.get(key);
    if (charged === undefined) return;
    this.#charges.delete(key);
    trade.chargeInference(charged);
    const inference = subtract(ZERO_USD, charged);
    this.#leave(contestantId, { ...NOTHING, inference });
  }

  #leave(id: ContestantId, more: Unattributed): void {
    const before = this.unattributed(id);
    this.#unattributed.set(id, {
      funding: add(before.funding, more.funding),
      inference: add(before.inference, more.inference),
    });
  }

  /** Returns the trade that is open in a holding; a new one where there is none. */
  #tradeIn(
    { contestantId, marketId, outcome }: Holding,
    { sequence, occurredAtMs }: JournalRow,
    decisionId: DecisionId | null = null,
  ): AttributedTrade {
    const key = holdingKey({ contestantId, marketId, outcome });
    const open = this.#open.get(key);
    if (open !== undefined) return open;
    const trade = new AttributedTrade({
      tradeId: `t_${sequence}`,
      contestantId,
      marketId,
      outcome,
      decisionId,
      openedAtMs: occurredAtMs,
    });
    this.#open.set(key, trade);
    return trade;
  }

  #closeIfFlat(
    holding: Holding,
    { sequence, occurredAtMs }: JournalRow,
    end: TradeEnd,
  ): readonly AttributionChange[] {
    const key = holdingKey(holding);
    const trade = this.#open.get(key);
    if (
      trade === undefined || this.#books.positions.get(holding).quantity > 0n
    ) return [];
    this.#open.delete(key);
    if (end === "settlement") this.#settled.push(trade);
    if (this.#settled.length > SETTLED_KEPT) this.#settled.shift();
    const closing = { end, sequence, closedAtMs: occurredAtMs };
    return [{ kind: "attributed", attribution: trade.attribution(closing) }];
  }
}

function holdingKey({ contestantId, marketId, outcome }: Holding): string {
  return `${contestantId} ${marketId} ${outcome}`;
}

function chargeKey(contestantId: ContestantId, decision: DecisionId): string {
  return `${contestantId} ${decision}`;
}
