import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import { OrderBook } from "../../../domain/book.ts";
import type { MarketId } from "../../../domain/ids.ts";
import { quantityFromMicros } from "../../../domain/money.ts";
import {
  noPriceFromMicros,
  yesPriceFromMicros,
} from "../../../domain/price.ts";
import { isSettling } from "../../../domain/settlement.ts";
import { SeededRandom } from "../../../runtime/mod.ts";
import type { PlannedMarket, PlannedPhase } from "./week_plan.ts";

/** Between two quotes, in milliseconds; they come just before the full step. */
export const QUOTE_STEP_MS = 300_000;
const CENT = 10_000n;
/** Contracts at each price. */
const LEVEL = quantityFromMicros(2_000_000_000n);
const LEVELS = 3;

/** A venue that says what was planned, in the order of time; what is connected to it may come and go. */
export class WeekVenue {
  readonly #plan: readonly PlannedMarket[];
  readonly #random: SeededRandom;
  readonly #books = new Map<MarketId, OrderBook>();

  constructor(plan: readonly PlannedMarket[], seed: number) {
    this.#plan = plan;
    this.#random = new SeededRandom(seed).fork("prices");
  }

  /** Returns what is told after `fromMs` and up to `toMs`: listings and phases. Unix milliseconds. */
  told(fromMs: number, toMs: number): readonly MarketEvent[] {
    const isTold = (atMs: number) => atMs > fromMs && atMs <= toMs;
    return this.#plan.flatMap(({ market, listedAtMs, phases, isSilent }) => [
      ...(isTold(listedAtMs)
        ? [{ kind: "market_listed", market } as const]
        : []),
      ...phases.filter(({ atMs, phase }) =>
        isTold(atMs) && !(isSilent && phase !== "closed")
      ).map((planned) => phaseEvent(market.id, planned)),
    ]);
  }

  /** Returns how every market that was listed by `nowMs` stands at the venue. */
  standings(nowMs: number) {
    return this.#plan.filter(({ listedAtMs }) => listedAtMs <= nowMs)
      .map(({ market, phases }) => ({
        market,
        standing: phases.findLast(({ atMs }) => atMs <= nowMs) ?? null,
      }));
  }

  /** Returns the prices of every open market as they are at `nowMs`. */
  quotes(nowMs: number): readonly MarketEvent[] {
    return this.#plan
      .filter(({ market, listedAtMs }) =>
        listedAtMs <= nowMs && nowMs < market.closesAtMs
      )
      .flatMap((planned) => this.#quote(planned, nowMs));
  }

  /** Returns the newest prices of every market that is not over, as a venue tells whoever connects. */
  newestQuotes(nowMs: number): readonly MarketEvent[] {
    return this.#plan
      .filter(({ listedAtMs, phases }) =>
        listedAtMs <= nowMs &&
        !phases.some(({ atMs, phase }) => atMs <= nowMs && isSettling(phase))
      )
      .flatMap((planned) => {
        const { closesAtMs } = planned.market;
        const stepMs = Math.floor(nowMs / QUOTE_STEP_MS) * QUOTE_STEP_MS;
        return this.#quote(planned, Math.min(stepMs, closesAtMs) - 1);
      });
  }

  #quote(
    { market: { id, ticker }, chance }: PlannedMarket,
    nowMs: number,
  ): readonly MarketEvent[] {
    const strays = this.#random.fork(`${ticker} ${nowMs}`).integer(9) - 4;
    const cents = Math.min(95, Math.max(5, Math.round(100 * chance) + strays));
    const yesBid = BigInt(cents - 1) * CENT;
    const noBid = BigInt(99 - cents) * CENT;
    const book = this.#books.get(id) ?? new OrderBook(id);
    this.#books.set(id, book);
    book.replace({
      yesBids: levels(yesBid).map((price) => ({
        price: yesPriceFromMicros(price),
        quantity: LEVEL,
      })),
      noBids: levels(noBid).map((price) => ({
        price: noPriceFromMicros(price),
        quantity: LEVEL,
      })),
      occurredAtMs: nowMs,
    });
    const { yesBidDepth, noBidDepth } = book;
    return [{
      kind: "book_changed",
      depth: { marketId: id, yesBidDepth, noBidDepth, occurredAtMs: nowMs },
      book,
    }, {
      kind: "quote_changed",
      quote: {
        marketId: id,
        yesBid: yesPriceFromMicros(yesBid),
        yesAsk: yesPriceFromMicros(1_000_000n - noBid),
        occurredAtMs: nowMs,
      },
    }];
  }
}

function levels(best: bigint): readonly bigint[] {
  return Array.from(
    { length: LEVELS },
    (_, index) => best - BigInt(index) * CENT,
  )
    .filter((price) => price > 0n);
}

function phaseEvent(
  marketId: MarketId,
  { atMs, phase, resolution }: PlannedPhase,
): MarketEvent {
  return {
    kind: "market_phase_changed",
    marketId,
    phase,
    resolution,
    occurredAtMs: atMs,
  };
}
