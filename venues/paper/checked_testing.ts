/**
 * A paper exchange whose every fill is held to what its venue showed or printed. Only tests import it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { contestantId, type FillId, orderId } from "../../domain/ids.ts";
import { oppositeOutcome } from "../../domain/market.ts";
import { MICROS, quantity, quantityFromMicros } from "../../domain/money.ts";
import type { Fill } from "../../domain/fill.ts";
import type { Order } from "../../domain/order.ts";
import {
  noPriceFromMicros,
  onScaleOf,
  yesPriceFromMicros,
  yesScale,
} from "../../domain/price.ts";
import { Offered } from "./offered_testing.ts";
import { fillsOf, MARKET, NEVER, ORDER, PaperVenue } from "./paper_testing.ts";

export const CENT = 10_000n;
const OUTCOMES = ["yes", "no"] as const;

/** Prices close together, so that orders, books and prints meet. */
const cent = fc.integer({ min: 46, max: 54 }).map((cents) =>
  BigInt(cents) * CENT
);
const contracts = fc.integer({ min: 1, max: 12 }).map((whole) =>
  BigInt(whole) * MICROS
);
const outcome = fc.constantFrom(...OUTCOMES);
const levels = fc.uniqueArray(fc.tuple(cent, contracts), {
  maxLength: 4,
  selector: ([price]) => price,
});

/** Something that happens at the venue, or that we send to it. Prices and limits are on the YES scale. */
export const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("show" as const),
      yes: levels,
      no: levels,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("print" as const),
      price: cent,
      contracts,
      taker: outcome,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("place" as const),
      side: fc.constantFrom("buy" as const, "sell" as const),
      outcome,
      limit: cent,
      contracts,
      timeInForce: fc.constantFrom(
        "gtc" as const,
        "gtd" as const,
        "ioc" as const,
        "fok" as const,
      ),
      postOnly: fc.boolean(),
      reduceOnly: fc.boolean(),
      who: fc.constantFrom("ann", "bob"),
    }),
  },
  fc.record({ kind: fc.constant("cancel" as const), nth: fc.nat(8) }),
  fc.record({
    kind: fc.constant("wait" as const),
    ms: fc.constantFrom(100, 3_000),
  }),
  fc.constantFrom({ kind: "lose" as const }, { kind: "repeat" as const }),
);
export type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Plays steps and holds every fill to what the venue showed or printed just then. */
export class Checked {
  readonly venue = new PaperVenue({ latencyMs: 50 });
  readonly orders: Order[] = [];
  readonly #offered = new Offered();
  readonly #seen = new Set<FillId>();
  /** Whether the venue showed levels since it was lost: nothing fills while it did not. */
  #isBookKnown = false;

  /** Everybody begins with contracts of both outcomes, so that sales are sales. */
  constructor() {
    this.venue.exchange.restore({
      markets: [],
      orders: [],
      fills: [],
      positions: ["ann", "bob"].flatMap((who) =>
        OUTCOMES.map((outcome) => ({
          contestantId: contestantId(who),
          marketId: MARKET.id,
          outcome,
          quantity: quantity("1000"),
        }))
      ),
    });
  }

  async play(step: Step): Promise<void> {
    const { venue } = this;
    switch (step.kind) {
      case "show":
        this.#show(step);
        return await this.#takenFromBook();
      case "repeat":
        this.#showAgain();
        return await this.#takenFromBook();
      case "print":
        return await this.#print(step);
      case "place":
        this.#place(step);
        return await this.#after(50);
      case "cancel": {
        const order = this.orders.at(step.nth);
        if (order !== undefined) void venue.exchange.cancel(order.id, NEVER);
        return await this.#after(50);
      }
      case "wait":
        return await this.#after(step.ms);
      case "lose":
        venue.disconnect();
        this.#isBookKnown = false;
        return await this.#takenFromBook();
    }
  }

  async #after(ms: number): Promise<void> {
    this.venue.clock.advanceBy(ms);
    await this.#takenFromBook();
  }

  #show({ yes, no }: Extract<Step, { kind: "show" }>): void {
    const { book } = this.venue;
    book.replace({
      yesBids: yes.map(([price, size]) => ({
        price: yesPriceFromMicros(price),
        quantity: quantityFromMicros(size),
      })),
      noBids: no.map(([price, size]) => ({
        price: noPriceFromMicros(price),
        quantity: quantityFromMicros(size),
      })),
      occurredAtMs: this.venue.clock.nowMs(),
    });
    // A book without any level is one that was lost: the venue still has what it showed.
    if (yes.length + no.length > 0) {
      this.#offered.show("yes", new Map(yes));
      this.#offered.show("no", new Map(no));
    }
    this.#showAgain();
  }

  #showAgain(): void {
    const { yesBidDepth, noBidDepth } = this.venue.book;
    this.#isBookKnown = yesBidDepth + noBidDepth > 0n;
    this.venue.showAgain();
  }

  /** Every new fill must be covered by what the book shows at its order's limit or better. */
  async #takenFromBook(): Promise<void> {
    for (const fill of await this.#newFills()) {
      const bids = fill.side === "sell"
        ? fill.outcome
        : oppositeOutcome(fill.outcome);
      const lowest = onScaleOf(bids, yesScale(this.#orderOf(fill).limit)).price;
      assertEquals(this.#offered.take(bids, lowest, fill.quantity), 0n);
    }
  }

  /** Prints never give more than was printed, and only to orders at the price or a better one. */
  async #print(
    { price, contracts, taker }: Extract<Step, { kind: "print" }>,
  ): Promise<void> {
    const yesPrice = yesPriceFromMicros(price);
    this.venue.emit({
      kind: "trade_printed",
      trade: {
        marketId: MARKET.id,
        tradeId:
          `t_${this.venue.clock.nowMs()}_${this.#seen.size}_${price}_${contracts}`,
        yesPrice,
        quantity: quantityFromMicros(contracts),
        takerSide: taker,
        occurredAtMs: this.venue.clock.nowMs(),
      },
    });
    const fills = await this.#newFills();
    const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0n);
    assert(filled <= contracts, `${filled} of ${contracts} printed`);
    for (const fill of fills) {
      const bids = fill.side === "buy"
        ? fill.outcome
        : oppositeOutcome(fill.outcome);
      assertEquals(bids, oppositeOutcome(taker));
      assertEquals(fill.liquidity, "maker");
      const own = onScaleOf(bids, yesScale(this.#orderOf(fill).limit)).price;
      assert(own >= onScaleOf(bids, yesPrice).price);
    }
  }

  #place(
    { contracts, limit, who, timeInForce, outcome, ...more }: Extract<
      Step,
      { kind: "place" }
    >,
  ): void {
    const order: Order = {
      ...ORDER,
      ...more,
      id: orderId(`o_${this.orders.length}`),
      contestantId: contestantId(who),
      outcome,
      timeInForce,
      expiresAtMs: timeInForce === "gtd"
        ? this.venue.clock.nowMs() + 4_000
        : null,
      quantity: quantityFromMicros(contracts),
      limit: onScaleOf(outcome, yesPriceFromMicros(limit)),
    };
    this.orders.push(order);
    void this.venue.place(order.id, order);
  }

  /** Returns what filled since the last call, in the order in which it did. */
  async #newFills(): Promise<readonly Fill[]> {
    const { exchange, reports } = this.venue;
    const told = reports.splice(0).flatMap(([, report]) => fillsOf(report));
    // What a book fills is told one by one, while an account lists the fills of one moment in any order. What
    // fills as it arrives is not told; it is alone.
    const { fills } = await exchange.account(0);
    const news: Fill[] = [];
    for (const fill of [...told, ...fills]) {
      if (this.#seen.has(fill.id)) continue;
      this.#seen.add(fill.id);
      news.push(fill);
    }
    if (!this.#isBookKnown) assertEquals(news, []);
    return news;
  }

  #orderOf({ orderId }: Fill): Order {
    const order = this.orders.find(({ id }) => id === orderId);
    assert(order !== undefined);
    return order;
  }
}
