/**
 * Random histories of an arena's money that every fold accepts. Only tests import it.
 *
 * @module
 */
import { assertNever } from "../assert_never.ts";
import { ArenaBooks } from "../fold.ts";
import {
  type ContestantId,
  contestantId,
  decisionId,
  fillId,
  type MarketId,
  orderId,
} from "../ids.ts";
import type { JournalEntry, JournalRow } from "../journal.ts";
import { chainRow } from "../journal_chain.ts";
import type { Outcome, Resolution } from "../market.ts";
import {
  add,
  quantityFromMicros,
  subtract,
  usd,
  usdFromMicros,
  type UsdMicros,
} from "../money.ts";
import { IMMEDIATE, type OrderTerms } from "../order.ts";
import { releasedCost } from "../position.ts";
import { onScaleOf, yesPriceFromMicros } from "../price.ts";
import { settlementPayout } from "../settlement.ts";
import { MARKETS, NAMES, type Step } from "./history_steps.ts";
import { SAMPLE_FILL, SAMPLE_MARKET, SAMPLE_ORDER } from "./samples.ts";

const STARTING_BALANCE = usd("1000");

interface Holding {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly outcome: Outcome;
}

/** Takes each row once the books have it, whether it was news to them, and the books. */
export type RowListener = (
  row: JournalRow,
  isNews: boolean,
  books: ArenaBooks,
) => void;

/** A history under way: its rows, the books that they fold to, and the cash as plain sums. */
export class History {
  readonly rows: JournalRow[] = [];
  readonly books = new ArenaBooks();
  /** Cash by contestant, added up from what was paid and received, without the ledger. */
  readonly cash = new Map<ContestantId, UsdMicros>();
  /** What came in from outside, less what went out. */
  capital = usd("0");
  readonly #onRow: RowListener;
  #trades = 0;

  constructor(onRow: RowListener = () => {}) {
    this.#onRow = onRow;
    for (const id of MARKETS) {
      this.#add({ kind: "market_listed", market: { ...SAMPLE_MARKET, id } });
    }
    for (const name of NAMES) {
      this.#add({
        kind: "contestant_enrolled",
        contestantId: contestantId(name),
        name,
        strategy: "random",
        startingBalance: STARTING_BALANCE,
      });
      this.cash.set(contestantId(name), STARTING_BALANCE);
      this.capital = add(this.capital, STARTING_BALANCE);
    }
  }

  take(step: Step): void {
    switch (step.act) {
      case "buy":
      case "sell":
        return this.#trade(step, step.act);
      case "settle":
        return this.#settle(step);
      case "reverse":
        return this.#reverse(step);
      case "move_capital":
        return this.#moveCapital(step);
      case "charge_funding":
      case "charge_inference":
        return this.#charge(step);
      case "correct_position":
        return this.#correctPosition(step);
      case "correct_balance":
        return this.#correctBalance(step);
      case "mark":
        return this.#mark(step);
      default:
        return assertNever(step.act);
    }
  }

  #trade(step: Step, side: "buy" | "sell"): void {
    const key = holdingOf(step);
    const held = this.books.positions.get(key).quantity;
    const size = side === "sell" && step.micros > held ? held : step.micros;
    if (size === 0n) return;
    const number = ++this.#trades;
    const quantity = quantityFromMicros(size);
    const limit = onScaleOf(step.outcome, yesPriceFromMicros(step.price));
    const terms = {
      ...key,
      side,
      quantity,
      limit,
      ...IMMEDIATE,
    };
    this.#decide(step, number, terms);
    const order = {
      ...SAMPLE_ORDER,
      ...terms,
      id: orderId(`o_${number}`),
      decisionId: decisionId(`d_${number}`),
      status: "submitted" as const,
    };
    this.#add({ kind: "order_submitted", order });
    this.#fill(step, { number, side, price: limit, quantity });
  }

  #decide(
    step: Step,
    number: number,
    terms: Holding & OrderTerms,
  ): void {
    const { contestantId: who, marketId: market, ...action } = terms;
    this.#add({
      kind: "decision_made",
      decision: {
        id: decisionId(`d_${number}`),
        contestantId: who,
        marketId: market,
        probabilityYes: step.forecast / 100,
        confidence: 0.5,
        reason: "random",
        action: { kind: "trade", ...action },
        causationId: "r_1",
        marketProbability: step.mid === null ? null : step.mid / 100,
        decidedAtMs: 1_000,
      },
    });
  }

  /** Now and then in two parts. */
  #fill(
    step: Step,
    { number, side, price, quantity }:
      & Pick<typeof SAMPLE_FILL, "side" | "price" | "quantity">
      & { readonly number: number },
  ): void {
    const half = step.isNegative ? quantity / 2n : 0n;
    const parts = [half, quantity - half].filter((part) => part > 0n);
    for (const [index, part] of parts.entries()) {
      const exact = part * price.price;
      const amount = side === "buy"
        ? -((exact + 999_999n) / 1_000_000n)
        : exact / 1_000_000n;
      this.#receive(step.who, amount - step.fee);
      this.#addOften({
        kind: "order_filled",
        fill: {
          ...SAMPLE_FILL,
          ...holdingOf(step),
          id: fillId(`f_${number}_${index}`),
          orderId: orderId(`o_${number}`),
          side,
          quantity: quantityFromMicros(part),
          price,
          fee: usdFromMicros(step.fee),
        },
      }, step);
    }
  }

  /** Now and then a part of what is held, as if the rest had been filled just before. */
  #settle(step: Step): void {
    const held = this.books.positions.get(holdingOf(step));
    const half = quantityFromMicros(held.quantity / 2n);
    const cost = releasedCost(held, half);
    const isPart = step.isNegative && half > 0n && cost < held.cost;
    const settled = isPart ? { ...held, quantity: half, cost } : held;
    if (settled.quantity === 0n) return;
    const resolution = resolutionOf(step);
    const payout = settlementPayout(resolution, settled);
    this.#receive(step.who, payout);
    this.#addOften({
      kind: "position_settled",
      ...settled,
      payout,
      resolution,
    }, { isRepeated: step.isRepeated && !isPart });
  }

  /** Takes back the newest payment of the market, whoever it was to. */
  #reverse(step: Step): void {
    const settled = this.books.settledIn(step.market).at(-1);
    if (settled === undefined) return;
    this.#receive(settled.contestantId, -settled.payout);
    const entry = { kind: "settlement_reversed", ...settled } as const;
    const same = this.books.settledIn(step.market).filter((other) =>
      other.contestantId === settled.contestantId
    );
    this.#addOften(entry, {
      isRepeated: step.isRepeated && same.length === 1,
    });
  }

  #moveCapital(step: Step): void {
    const amount = signed(step);
    this.capital = add(this.capital, amount);
    this.#receive(step.who, amount);
    this.#add({
      kind: "capital_moved",
      contestantId: step.who,
      amount,
      equityBefore: STARTING_BALANCE,
      reason: "random",
    });
  }

  #charge(step: Step): void {
    const isFunding = step.act === "charge_funding";
    const amount = isFunding ? signed(step) : usdFromMicros(step.fee);
    this.#receive(step.who, -amount);
    if (isFunding) {
      return this.#add({
        kind: "funding_charged",
        contestantId: step.who,
        marketId: step.market,
        amount,
      });
    }
    this.#add({
      kind: "inference_charged",
      contestantId: step.who,
      decisionId: step.isNegative ? null : decisionId(
        `d_${Math.max(1, this.#trades - Number(step.micros % 3n))}`,
      ),
      amount,
      model: "random",
    });
  }

  #correctPosition(step: Step): void {
    const held = this.books.positions.get(holdingOf(step));
    const isGone = step.isRepeated;
    this.#add({
      kind: "position_corrected",
      ...holdingOf(step),
      quantityBefore: held.quantity,
      quantityAfter: quantityFromMicros(isGone ? 0n : step.micros),
      costAfter: usdFromMicros(isGone ? 0n : step.price),
      reason: "random",
    });
  }

  #correctBalance(step: Step): void {
    const amount = signed(step);
    this.#receive(step.who, amount);
    this.#add({
      kind: "balance_corrected",
      contestantId: step.who,
      amount,
      reason: "random",
    });
  }

  #mark(step: Step): void {
    const { cash } = this.#contestant(step.who);
    const positionsAtBid = usdFromMicros(step.micros);
    const equity = add(cash, positionsAtBid);
    this.#add({
      kind: "equity_marked",
      marks: [{ contestantId: step.who, cash, positionsAtBid, equity }],
    });
  }

  #contestant(id: ContestantId) {
    const contestant = this.books.contestants.get(id);
    if (contestant !== undefined) return contestant;
    throw new Error(
      `Cannot go on as "${id}" must be enrolled: current value is nobody`,
    );
  }

  #receive(who: ContestantId, amount: bigint): void {
    const before = this.cash.get(who) ?? usd("0");
    this.cash.set(who, add(before, usdFromMicros(amount)));
  }

  #addOften(entry: JournalEntry, { isRepeated }: Pick<Step, "isRepeated">) {
    this.#add(entry);
    if (isRepeated) this.#add(entry);
  }

  #add(entry: JournalEntry): void {
    const { row } = chainRow(this.books.head, {
      entry,
      causationId: null,
      correlationId: null,
      occurredAtMs: 1_000 + this.rows.length,
      recordedAtMs: 1_000 + this.rows.length,
    });
    this.rows.push(row);
    this.#onRow(row, this.books.apply(row), this.books);
  }
}

function holdingOf({ who, market, outcome }: Step): Holding {
  return { contestantId: who, marketId: market, outcome };
}

function signed({ micros, isNegative }: Step): UsdMicros {
  const amount = usdFromMicros(micros);
  return isNegative ? subtract(usd("0"), amount) : amount;
}

function resolutionOf({ resolution, price }: Step): Resolution {
  switch (resolution) {
    case "yes":
    case "no":
    case "void":
      return { kind: resolution };
    default:
      return { kind: "scalar", yesPayout: yesPriceFromMicros(price) };
  }
}
