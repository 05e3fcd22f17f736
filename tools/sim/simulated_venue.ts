import type { MarketEvent } from "../../actors/ports/market_data.ts";
import { OrderBook } from "../../domain/book.ts";
import { type MarketId, marketId } from "../../domain/ids.ts";
import {
  isSameResolution,
  type Market,
  type MarketPhase,
  type Resolution,
} from "../../domain/market.ts";
import { quantityFromMicros } from "../../domain/money.ts";
import {
  CENT_GRID,
  noPriceFromMicros,
  yesPriceFromMicros,
} from "../../domain/price.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { Dice } from "./dice.ts";
import type { World } from "./world.ts";

export const VENUE = "kalshi";

const CENT = 10_000n;
const LIVE_MARKETS_MAX = 3;
const MARKETS_MAX = 8;

/** Where a market may go from where it is, as the venue does it. */
const NEXT_PHASES: Readonly<Record<MarketPhase, readonly MarketPhase[]>> = {
  listed: ["open"],
  open: ["closed"],
  paused: ["open", "closed"],
  closed: ["proposed", "final", "void"],
  proposed: ["final", "disputed"],
  disputed: ["proposed", "final", "void"],
  final: [],
  void: [],
};

interface VenueMarket {
  market: Market;
  resolution: Resolution | null;
  readonly book: OrderBook;
  /** Middle of the book on the YES scale, in cents. */
  midCents: number;
}

/** How a market stands in truth, whoever has heard of it. */
export interface MarketTruth {
  readonly market: Market;
  readonly resolution: Resolution | null;
}

/** A venue with a few markets that open, move, close and resolve by the seed. It never fails: what carries its word does. */
export class SimulatedVenue {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #publish: (event: MarketEvent) => void;
  readonly #markets = new Map<MarketId, VenueMarket>();
  #isClosing = false;
  #isGenerous = false;

  constructor(world: World, publish: (event: MarketEvent) => void) {
    this.#world = world;
    this.#dice = world.dice.fork("venue");
    this.#publish = publish;
  }

  /** Every market that was ever listed. */
  get markets(): ReadonlyMap<MarketId, MarketTruth> {
    return this.#markets;
  }

  /** Lets a moment pass: markets come, prices move, trades print, phases change. */
  beat(): void {
    const live = [...this.#markets.values()].filter(({ market }) =>
      !isSettling(market.phase)
    );
    if (
      !this.#isClosing && live.length < LIVE_MARKETS_MAX &&
      this.#markets.size < MARKETS_MAX && this.#dice.happens(0.3)
    ) this.#list();
    for (const standing of live) this.#move(standing);
    for (const standing of this.#markets.values()) {
      if (!isSettling(standing.market.phase) || live.includes(standing)) {
        continue;
      }
      if (this.#dice.happens(this.#world.faults.resolvedAnew)) {
        this.#resolveAnew(standing);
      }
    }
  }

  /** Prints `count` trades at once in some market that is open. */
  burst(count: number): void {
    const open = [...this.#markets.values()].filter(({ market }) =>
      market.phase === "open"
    );
    if (open.length === 0) return;
    const standing = this.#dice.pick(open);
    for (let printed = 0; printed < count; printed += 1) this.#trade(standing);
  }

  /** Bids for everything from now on, and keeps every market open that is. */
  becomeGenerous(): void {
    this.#isGenerous = true;
  }

  /** Lists nothing more and takes every market to its end soon. */
  windDown(): void {
    this.#isGenerous = false;
    this.#isClosing = true;
  }

  #list(): void {
    const nowMs = this.#world.clock.nowMs();
    const ticker = `KXSIM-${this.#markets.size + 1}`;
    const id = marketId(VENUE, ticker);
    const market: Market = {
      id,
      venue: VENUE,
      ticker,
      eventTicker: "KXSIM",
      title: `Will simulated event ${this.#markets.size + 1} happen?`,
      phase: "open",
      opensAtMs: nowMs,
      closesAtMs: nowMs + this.#dice.between(15_000, 90_000),
      strike: null,
      priceRanges: CENT_GRID,
      quantityMin: quantityFromMicros(this.#dice.pick([1_000_000n, 10_000n])),
    };
    this.#markets.set(id, {
      market,
      resolution: null,
      book: new OrderBook(id),
      midCents: this.#dice.between(10, 90),
    });
    this.#publish({ kind: "market_listed", market });
  }

  #move(standing: VenueMarket): void {
    const { market } = standing;
    if (market.phase !== "open") return this.#progress(standing);
    const isOver = this.#world.clock.nowMs() >= market.closesAtMs;
    if (isOver || (this.#isClosing && this.#dice.happens(0.2))) {
      return this.#change(standing, "closed");
    }
    if (!this.#isGenerous && this.#dice.happens(0.02)) {
      return this.#change(standing, "paused");
    }
    if (this.#isGenerous || this.#dice.happens(0.7)) this.#quote(standing);
    if (this.#dice.happens(0.3)) this.#trade(standing);
  }

  #progress(standing: VenueMarket): void {
    if (!this.#dice.happens(0.15)) return;
    this.#change(
      standing,
      this.#dice.pick(NEXT_PHASES[standing.market.phase]),
    );
  }

  #change(standing: VenueMarket, phase: MarketPhase): void {
    const { id, phase: before } = standing.market;
    standing.market = { ...standing.market, phase };
    if (phase === "void") standing.resolution = { kind: "void" };
    else if (["proposed", "disputed", "final"].includes(phase)) {
      const { resolution } = standing;
      do standing.resolution = this.#resolution(); while (
        before === phase && isSameResolution(standing.resolution, resolution)
      );
    }
    this.#publish({
      kind: "market_phase_changed",
      marketId: id,
      phase,
      resolution: standing.resolution,
      occurredAtMs: this.#world.clock.nowMs(),
    });
  }

  /** Takes a result back: for another one, or to think about it. */
  #resolveAnew(standing: VenueMarket): void {
    const { phase } = standing.market;
    const next = this.#dice.pick<MarketPhase>(
      phase === "final" ? ["final", "disputed", "void"] : ["disputed", "final"],
    );
    this.#world.tally.count(`venue: from ${phase} to ${next}`);
    this.#change(standing, next);
  }

  #resolution(): Resolution {
    const kind = this.#dice.pick(["yes", "no", "scalar"] as const);
    if (kind !== "scalar") return { kind };
    const yesPayout = BigInt(this.#dice.between(0, 1_000_000));
    return { kind, yesPayout: yesPriceFromMicros(yesPayout) };
  }

  #quote(standing: VenueMarket): void {
    const dice = this.#dice;
    standing.midCents = Math.min(
      96,
      Math.max(4, standing.midCents + dice.between(-4, 4)),
    );
    const yesBid = BigInt(standing.midCents - dice.between(1, 2)) * CENT;
    const noBid = BigInt(100 - standing.midCents - dice.between(1, 2)) * CENT;
    const occurredAtMs = this.#world.clock.nowMs();
    const { book } = standing;
    const [yesLevels, noLevels] = [this.#levels(yesBid), this.#levels(noBid)];
    book.replace({
      yesBids: yesLevels.map(({ price, quantity }) => ({
        price: yesPriceFromMicros(price),
        quantity,
      })),
      noBids: noLevels.map(({ price, quantity }) => ({
        price: noPriceFromMicros(price),
        quantity,
      })),
      occurredAtMs,
    });
    const { marketId, yesBidDepth, noBidDepth, bestYesBid, bestNoBid } = book;
    this.#publish({
      kind: "book_changed",
      depth: { marketId, yesBidDepth, noBidDepth, occurredAtMs },
      book,
    });
    this.#publish({
      kind: "quote_changed",
      quote: {
        marketId,
        yesBid: bestYesBid,
        yesAsk: bestNoBid === null
          ? null
          : yesPriceFromMicros(1_000_000n - bestNoBid),
        occurredAtMs,
      },
    });
  }

  /** Up to five levels from `best` downwards; sometimes none. */
  #levels(best: bigint) {
    const dice = this.#dice;
    const count = dice.happens(this.#isGenerous ? 0 : 0.05)
      ? 0
      : dice.between(1, 5);
    const contractsMax = this.#isGenerous ? 20_000 : 200;
    return Array.from({ length: count }, (_, index) => ({
      price: best - BigInt(index) * CENT,
      quantity: quantityFromMicros(
        BigInt(dice.between(contractsMax / 200, contractsMax)) * 1_000_000n,
      ),
    })).filter(({ price }) => price > 0n);
  }

  #trade({ market, midCents }: VenueMarket): void {
    const occurredAtMs = this.#world.clock.nowMs();
    this.#publish({
      kind: "trade_printed",
      trade: {
        marketId: market.id,
        tradeId: `t_${this.#dice.between(0, 999_999_999)}`,
        quantity: quantityFromMicros(
          BigInt(this.#dice.between(1, 500)) * 1_000_000n,
        ),
        yesPrice: yesPriceFromMicros(BigInt(midCents) * CENT),
        takerSide: this.#dice.pick(["yes", "no"] as const),
        occurredAtMs,
      },
    });
  }
}
