import type { ArenaRefs, SeasonPlan } from "../../actors/arena.ts";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import type { Execution } from "../../actors/ports/execution.ts";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { Models } from "../../actors/ports/model.ts";
import type { ModelContestant } from "../../actors/trader/mind/dependencies.ts";
import { arenaOptions } from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import { OrderBook } from "../../domain/book.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { type MarketId, marketId } from "../../domain/ids.ts";
import type { EntryOf, JournalKind, JournalRow } from "../../domain/journal.ts";
import type { Market, MarketPhase, Resolution } from "../../domain/market.ts";
import { quantity } from "../../domain/money.ts";
import { CENT_GRID, noPrice, yesPrice } from "../../domain/price.ts";
import { NO_PAUSES, type TradingPauses } from "../../domain/trading_pauses.ts";
import type { Strategy } from "../../strategies/strategy.ts";
import { ArenaStage } from "../../tools/replay/stage.ts";
import type { PaperExchange } from "../../venues/paper/paper_exchange.ts";

export const START_MS = 1_780_000_000_000;
export const MARKET_ID = marketId("kalshi", "KXTEST-1");

/** What a scene may set; everything else is as in production. */
export interface SceneOptions {
  readonly journal?: MemoryJournal;
  readonly contestants?: readonly Strategy[];
  /** What answers for `modelContestants`. */
  readonly models?: Models;
  readonly modelContestants?: readonly ModelContestant[];
  readonly seasons?: readonly SeasonPlan[];
  readonly startMs?: number;
  /** When the venue does not trade. @default {it trades around the clock} */
  readonly pauses?: TradingPauses;
  readonly execution?: (paper: PaperExchange) => Execution;
  /** Settings that are not as they are by themselves. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One arena under a simulated clock with one market that the test plays the venue of. */
export class Scene {
  readonly stage: ArenaStage;
  readonly journal: MemoryJournal;
  readonly failures: string[];
  /** Those that can be spoken to. */
  readonly refs: ArenaRefs;
  readonly #book = new OrderBook(MARKET_ID);

  constructor(
    stage: ArenaStage,
    refs: ArenaRefs,
    { journal, failures }: Pick<Scene, "journal" | "failures">,
  ) {
    this.stage = stage;
    this.refs = refs;
    this.journal = journal;
    this.failures = failures;
  }

  static async open(options: SceneOptions = {}): Promise<Scene> {
    const journal = options.journal ?? new MemoryJournal(SILENT_LOG);
    const arena = arenaOptions(loadSettings(options.settings ?? {}));
    const { models } = options;
    const failures: string[] = [];
    const refs = Promise.withResolvers<ArenaRefs>();
    const stage = await ArenaStage.open({
      venue: "kalshi",
      journal,
      arena: {
        ...arena,
        contestants: options.contestants ?? arena.contestants,
        pauses: options.pauses ?? NO_PAUSES,
        ...(options.seasons === undefined ? {} : { seasons: options.seasons }),
      },
      models: models === undefined ? undefined : () =>
        Promise.resolve({
          contestants: options.modelContestants ?? [],
          models,
        }),
      paperLatencyMs: 150,
      seed: 1,
      startMs: options.startMs ?? START_MS,
      onFailure: ({ path, error }) =>
        failures.push(`${path}: ${error.message}`),
      onRefs: refs.resolve,
      ...(options.execution === undefined
        ? {}
        : { execution: options.execution }),
    });
    return new Scene(stage, await refs.promise, { journal, failures });
  }

  /** Lists the market, open for `openMs`. */
  list(openMs = 900_000): Promise<void> {
    return this.stage.emit([{
      kind: "market_listed",
      market: market(this.stage.clock.nowMs(), openMs),
    }]);
  }

  /** Quotes the market and shows `size` contracts on each side. */
  quote(yesBid: string, noBid: string, size = "1000"): Promise<void> {
    const occurredAtMs = this.stage.clock.nowMs();
    const yes = yesPrice(yesBid);
    const no = noPrice(noBid);
    this.#book.replace({
      yesBids: [{ price: yes, quantity: quantity(size) }],
      noBids: [{ price: no, quantity: quantity(size) }],
      occurredAtMs,
    });
    const depth = {
      marketId: MARKET_ID,
      yesBidDepth: quantity(size),
      noBidDepth: quantity(size),
      occurredAtMs,
    };
    const events: MarketEvent[] = [
      { kind: "book_changed", depth, book: this.#book },
      {
        kind: "quote_changed",
        quote: {
          marketId: MARKET_ID,
          yesBid: yes,
          yesAsk: yesPrice(complement(noBid)),
          occurredAtMs,
        },
      },
    ];
    return this.stage.emit(events);
  }

  phase(
    phase: MarketPhase,
    resolution: Resolution | null = null,
  ): Promise<void> {
    const occurredAtMs = this.stage.clock.nowMs();
    return this.stage.emit([{
      kind: "market_phase_changed",
      marketId: MARKET_ID,
      phase,
      resolution,
      occurredAtMs,
    }]);
  }

  /** Quotes every five seconds for `ms`, so that nothing is stale. */
  async play(ms: number, yesBid: string, noBid: string): Promise<void> {
    const endMs = this.stage.clock.nowMs() + ms;
    while (this.stage.clock.nowMs() < endMs) {
      await this.quote(yesBid, noBid);
      await this.stage.advanceTo(
        Math.min(endMs, this.stage.clock.nowMs() + 5_000),
      );
    }
  }

  /** Returns the journal's rows in order. */
  async rows(): Promise<readonly JournalRow[]> {
    const rows: JournalRow[] = [];
    await new JournalCursor(this.journal, (row) => rows.push(row)).catchUp();
    return rows;
  }

  async entries<Kind extends JournalKind>(
    kind: Kind,
  ): Promise<readonly EntryOf<Kind>[]> {
    return (await this.rows()).map(({ entry }) => entry)
      .filter((entry): entry is EntryOf<Kind> => entry.kind === kind);
  }

  async books(): Promise<ArenaBooks> {
    const books = new ArenaBooks();
    await new JournalCursor(this.journal, (row) => books.apply(row)).catchUp();
    return books;
  }
}

function complement(price: string): string {
  return (1 - Number(price)).toFixed(2);
}

function market(nowMs: number, openMs: number): Market {
  const id: MarketId = MARKET_ID;
  return {
    id,
    venue: "kalshi",
    ticker: "KXTEST-1",
    eventTicker: "KXTEST",
    title: "Will the test pass?",
    phase: "open",
    opensAtMs: nowMs,
    closesAtMs: nowMs + openMs,
    strike: null,
    priceRanges: CENT_GRID,
    quantityMin: quantity("1"),
  };
}
