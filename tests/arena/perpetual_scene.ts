import { assert, assertEquals } from "@std/assert";
import type { ArenaRefs } from "../../actors/arena.ts";
import type { FundingHistory } from "../../actors/ports/funding_history.ts";
import { JournalCursor } from "../../actors/ports/journal_cursor.ts";
import {
  arenaOptions,
  perpetualArena,
} from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import type { PerpetualOrderLimits } from "../../actors/risk/perpetual_checks.ts";
import type { SetTradingState } from "../../actors/risk/protocol.ts";
import type { DenialCode } from "../../domain/denial.ts";
import {
  contestantId,
  decisionId,
  marketId,
  orderId,
} from "../../domain/ids.ts";
import type {
  EntryOf,
  JournalEntry,
  JournalKind,
  JournalRow,
} from "../../domain/journal.ts";
import { quantity, type UsdMicros } from "../../domain/money.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import { fundingRate } from "../../domain/perpetual_funding.ts";
import type { PerpetualReport } from "../../domain/perpetual_market.ts";
import type { PerpetualOrder } from "../../domain/perpetual_order.ts";
import { NO_PAUSES } from "../../domain/trading_pauses.ts";
import type { PerpetualStrategy } from "../../strategies/perpetual_strategy.ts";
import {
  ArenaStage,
  type ArenaStageOptions,
} from "../../tools/replay/stage.ts";

/** A minute before a full hour. */
export const BEFORE_HOUR_MS = 1_780_001_940_000;
export const COIN = marketId("hyperliquid", "COIN");
export const TRADER = contestantId("puppet");
/** A minute before the scene begins. */
const WRITTEN = {
  causationId: null,
  correlationId: null,
  occurredAtMs: BEFORE_HOUR_MS - 60_000,
  recordedAtMs: BEFORE_HOUR_MS - 60_000,
} as const;
/** Between two books, in milliseconds. */
const STEP_MS = 5_000;

/** What a scene may set; everything else is as in production. */
export interface PerpetualSceneOptions {
  readonly journal?: MemoryJournal;
  /** What the contestant wants to hold next, of its equity; `null` to leave it. */
  readonly wishes?: readonly (number | null)[];
  readonly leverageMax?: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** In place of the limits that the settings give, to the micro-dollar. */
  readonly limits?: Partial<PerpetualOrderLimits>;
  /** @default 10,000 dollars */
  readonly startingBalance?: UsdMicros;
  readonly fundingHistory?: FundingHistory;
  readonly perpetualExecution?: ArenaStageOptions["perpetualExecution"];
  /** @default a minute before a full hour */
  readonly startMs?: number;
  /** Rows that are there before the arena starts. */
  readonly before?: readonly JournalEntry[];
}

/** One arena of perpetuals under a simulated clock, with one coin that the test plays the venue of. */
export class PerpetualScene {
  readonly stage: ArenaStage;
  readonly journal: MemoryJournal;
  readonly refs: ArenaRefs;
  readonly failures: readonly string[];
  #told = 0;

  constructor(
    { stage, journal, refs, failures }: Pick<
      PerpetualScene,
      "stage" | "journal" | "refs" | "failures"
    >,
  ) {
    this.stage = stage;
    this.journal = journal;
    this.refs = refs;
    this.failures = failures;
  }

  static async open(
    options: PerpetualSceneOptions = {},
  ): Promise<PerpetualScene> {
    const journal = options.journal ?? new MemoryJournal(SILENT_LOG);
    const settings = loadSettings(options.settings ?? {});
    for (const entry of options.before ?? []) {
      await journal.append({ entry, ...WRITTEN });
    }
    const plan = arenaOptions(settings);
    const perpetuals = perpetualArena(settings);
    const { perpetual, ...limits } = options.limits ?? {};
    const wishes = [...options.wishes ?? []];
    const puppet: PerpetualStrategy = {
      id: TRADER,
      name: "Puppet",
      description: "Does what the test says.",
      evaluate: () => ({
        exposure: wishes.shift() ?? null,
        confidence: 1,
        reason: "The test says so.",
      }),
    };
    const failures: string[] = [];
    const refs = Promise.withResolvers<ArenaRefs>();
    const stage = await ArenaStage.open({
      venue: "hyperliquid",
      journal,
      arena: {
        pauses: NO_PAUSES,
        ...plan,
        startingBalance: options.startingBalance ?? plan.startingBalance,
        limits: { ...plan.limits, ...limits },
        contestants: [],
        perpetuals: {
          limits: perpetual ?? perpetuals.limits,
          contestants: [puppet],
        },
      },
      paperLatencyMs: 150,
      seed: 1,
      startMs: options.startMs ?? BEFORE_HOUR_MS,
      fundingHistory: options.fundingHistory,
      ...(options.perpetualExecution === undefined
        ? {}
        : { perpetualExecution: options.perpetualExecution }),
      onFailure: ({ path, error }) =>
        failures.push(`${path}: ${error.message}`),
      onRefs: refs.resolve,
    });
    const scene = new PerpetualScene({
      stage,
      journal,
      refs: await refs.promise,
      failures,
    });
    await scene.report({
      kind: "listed",
      market: {
        id: COIN,
        venue: "hyperliquid",
        coin: "COIN",
        sizeDecimals: 2,
        leverageMax: options.leverageMax ?? 20,
      },
    });
    return scene;
  }

  report(report: PerpetualReport): Promise<void> {
    return this.stage.emit([{ kind: "perpetual_reported", report }]);
  }

  /** Shows a book with `size` at the best price and at the next one of each side. */
  show(price: number, size = "1000"): Promise<void> {
    const level = (at: number) => ({
      price: perpetualPrice(at.toFixed(2)),
      quantity: quantity(size),
    });
    return this.report({
      kind: "book",
      book: {
        marketId: COIN,
        bids: [level(price - 0.05), level(price - 0.1)],
        asks: [level(price + 0.05), level(price + 0.1)],
        occurredAtMs: this.stage.clock.nowMs(),
      },
    });
  }

  /** Names the rate of the hour, and the oracle's price. */
  value(rate: string, oracle: string): Promise<void> {
    return this.report({
      kind: "context",
      context: {
        marketId: COIN,
        fundingRate: fundingRate(rate),
        oraclePrice: perpetualPrice(oracle),
        markPrice: perpetualPrice(oracle),
        occurredAtMs: this.stage.clock.nowMs(),
      },
    });
  }

  /** Shows the same book again and again for `ms`, so that nothing is stale. */
  async play(ms: number, price: number): Promise<void> {
    const endMs = this.stage.clock.nowMs() + ms;
    while (this.stage.clock.nowMs() < endMs) {
      await this.show(price);
      await this.stage.advanceTo(
        Math.min(endMs, this.stage.clock.nowMs() + STEP_MS),
      );
    }
  }

  /** Sets a trading state as an operator does: a halt of the arena, where nothing else is said. */
  async set(change: Partial<SetTradingState> = {}): Promise<void> {
    this.refs.risk.tell({
      kind: "set_trading_state",
      scope: { kind: "arena" },
      state: "halted",
      step: null,
      cause: "operator",
      detail: "The test says so.",
      by: "ops",
      ...change,
    });
    await this.stage.settle();
  }

  /** Sends risk an order of the contestant: ten coins within the band of a book around 100, where nothing else is said. */
  tell(change: Partial<PerpetualOrder> = {}, decidedAtMs?: number): void {
    const nowMs = this.stage.clock.nowMs();
    this.refs.risk.tell({
      kind: "review_perpetual",
      order: {
        id: orderId(`o_${this.#told += 1}`),
        contestantId: TRADER,
        marketId: COIN,
        decisionId: decisionId(`d_${this.#told}`),
        cause: "decision",
        side: "buy",
        quantity: quantity("10"),
        limit: perpetualPrice("100.1"),
        reduceOnly: false,
        arrivalPrice: perpetualPrice("100"),
        createdAtMs: nowMs,
        ...change,
      },
      decidedAtMs: decidedAtMs ?? nowMs,
    });
  }

  /** Returns why such an order is denied; `null` where it leaves. Two seconds go by, in which it is over. */
  async order(
    change: Partial<PerpetualOrder> = {},
    decidedAtMs?: number,
  ): Promise<DenialCode | null> {
    this.tell(change, decidedAtMs);
    await this.stage.settle();
    const id = orderId(`o_${this.#told}`);
    await this.stage.advanceTo(this.stage.clock.nowMs() + 2_000);
    const denied = await this.entries("perpetual_order_denied");
    const left = await this.entries("perpetual_order_submitted");
    const denial = denied.find(({ order }) => order.id === id);
    const isKnown = left.some(({ order }) => order.id === id);
    assert(isKnown !== (denial !== undefined), `Order ${id} has one outcome`);
    return denial?.code ?? null;
  }

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

  /** Returns the books of the whole journal, whose entries come to nothing. */
  async books(): Promise<ArenaBooks> {
    const books = new ArenaBooks();
    for (const row of await this.rows()) books.apply(row);
    assertEquals<bigint>(books.ledger.total(), 0n);
    return books;
  }
}
