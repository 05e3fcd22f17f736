/**
 * Defects that earlier systems of this kind shipped, in what is written down and shown, each as a test of ours.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Projection } from "../../actors/broadcaster/projection.ts";
import { decisionOf } from "../../actors/trader/decision_of.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { contestantId, type OrderId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import { decodeEntry, encodeEntry } from "../../domain/journal_codec.ts";
import { fillNotional } from "../../domain/fill.ts";
import { usd, ZERO_QUANTITY } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { booksOf, readOut, rowsOf, STORY } from "../../domain/testing/story.ts";
import {
  SAMPLE_ORIGIN,
  sampleContestant,
} from "../../domain/testing/view_samples.ts";
import { emptyView, reduce } from "../../domain/view_reducer.ts";
import { MARKET_MIRROR } from "../../strategies/market_mirror.ts";
import type { StrategyState } from "../../strategies/strategy.ts";
import { changedPaper } from "./puppet_scene.ts";
import { Scene, START_MS } from "./scene.ts";

const STATE: StrategyState = {
  market: SAMPLE_MARKET,
  quote: {
    marketId: SAMPLE_MARKET.id,
    yesBid: yesPrice("0.54"),
    yesAsk: yesPrice("0.56"),
    occurredAtMs: 1,
  },
  mid: 0.55,
  history: [],
  held: { yes: ZERO_QUANTITY, no: ZERO_QUANTITY },
  working: [],
  freeCash: usd("1000"),
  resolved: { yes: 0, no: 0 },
  leader: null,
  signal: null,
  draws: [0, 0, 0],
  nowMs: 1,
};

Deno.test("pains: prose is no decision, whatever words are in it", () => {
  for (
    const prose of [
      "Buy 10 YES now, no reason to skip this one.",
      "I would skip this market.",
      { kind: "skip" },
    ]
  ) {
    const decided = decisionOf(STATE, {
      contestantId: contestantId("model"),
      causationId: "r_1",
      strategy: {
        ...MARKET_MIRROR,
        evaluate: () => ({
          probabilityYes: 0.7,
          confidence: 0.7,
          reason: "Says so.",
          action: prose as unknown as DecisionAction,
        }),
      },
    });
    assertEquals(decided.kind, "refused");
  }
});

Deno.test("pains: a paper fill has the price of the book, and a fill without a price cannot be recorded", async () => {
  const scene = await Scene.open({ contestants: [MARKET_MIRROR] });
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  const [filled] = await scene.entries("order_filled");
  assert(filled !== undefined);
  assertEquals(filled.fill.price, { outcome: "yes", price: yesPrice("0.62") });
  const written = JSON.parse(encodeEntry(filled));
  assertEquals(decodeEntry(JSON.stringify(written)), filled);
  for (const price of [undefined, null, "0.62"]) {
    const fill = { ...written.fill, price };
    assertThrows(
      () => decodeEntry(JSON.stringify({ ...written, fill })),
      Error,
      "price",
    );
  }
  await scene.stage.close();
});

Deno.test("pains: what is filled on paper is booked like anything else: cash, position and fee", async () => {
  const scene = await Scene.open({ contestants: [MARKET_MIRROR] });
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  const fills = (await scene.entries("order_filled")).map(({ fill }) => fill);
  const books = await scene.books();
  const [contestant] = books.contestants.values();
  assert(contestant !== undefined && fills.length > 0);
  const cost = fills.reduce((sum, fill) => sum + fillNotional(fill), 0n);
  const fees = fills.reduce((sum, { fee }) => sum + fee, 0n);
  assert(fees > 0n);
  const { id: contestantId, cash, startingBalance } = contestant;
  assertEquals(cash, startingBalance - cost - fees);
  const [position, ...others] = books.positions.of(contestantId);
  assertEquals([position?.cost, others], [cost, []]);
  assertEquals(
    [...books.ledger.balances()]
      .map(({ account, amount }) => [account.kind, amount])
      .sort(),
    [
      ["contestant_cash", cash],
      ["external_capital", -startingBalance],
      ["position_cost", cost],
      ["venue_fees", fees],
    ],
  );
  await scene.stage.close();
});

/** Returns the ids under which a venue got orders in the first two minutes of a market. */
async function idsAtVenue(): Promise<readonly OrderId[]> {
  const ids: OrderId[] = [];
  const scene = await Scene.open({
    contestants: [MARKET_MIRROR],
    startMs: START_MS,
    execution: changedPaper((paper) => ({
      submit(order, signal) {
        ids.push(order.id);
        return paper.submit(order, signal);
      },
    })),
  });
  await scene.list();
  await scene.play(120_000, "0.60", "0.38");
  await scene.stage.close();
  return ids;
}

Deno.test("pains: the id of an order at its venue has 128 bits that follow from its cause, in any process", async () => {
  const ids = await idsAtVenue();
  assert(ids.length > 0);
  for (const id of ids) assertMatch(id, /^o_[0-9a-f]{32}$/);
  assertEquals(await idsAtVenue(), ids);
});

/** Returns all that a market leads to, from its listing to what it paid, with signals and a halt in between. */
async function wholeStory(): Promise<readonly JournalRow[]> {
  const scene = await Scene.open({ contestants: [MARKET_MIRROR] });
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  await scene.play(60_000, "0.30", "0.68");
  scene.refs.risk.tell({
    kind: "set_trading_state",
    scope: { kind: "arena" },
    state: "halted",
    step: null,
    cause: "operator",
    detail: "The test halts it.",
    by: "ann",
  });
  await scene.phase("closed");
  await scene.phase("final", { kind: "yes" });
  const rows = await scene.rows();
  await scene.stage.close();
  return rows;
}

/** Returns what the site lists of `rows`. */
function listsOf(rows: readonly JournalRow[]) {
  const projection = new Projection(new ArenaBooks());
  const changes = rows.flatMap((row) => projection.fold(row));
  const standings = projection.takeStandings();
  const view = [...changes, ...standings === null ? [] : [standings]]
    .map((change, index) => ({ ...change, seq: index + 1 }))
    .reduce(reduce, emptyView(SAMPLE_ORIGIN));
  const { contestants, markets, signals, decisions } = view;
  const { orders, fills, settlements, trades, notices } = view;
  return {
    signals: signals.map(({ id, offset }) => ({ says: id, offset })),
    decisions: decisions.map(({ id, offset }) => ({ says: id, offset })),
    orders: orders.map(({ id, offset }) => ({ says: id, offset })),
    fills: fills.map(({ id, offset }) => ({ says: id, offset })),
    contestants: contestants.map(({ id, offset }) => ({ says: id, offset })),
    markets: markets.map(({ id, offset }) => ({ says: id, offset })),
    settlements: settlements.map(({ marketId, offset }) => ({
      says: marketId,
      offset,
    })),
    trades: trades.map(({ marketId, offset }) => ({ says: marketId, offset })),
    notices: notices.map(({ kind, offset }) => ({ says: kind, offset })),
  };
}

Deno.test("pains: every item that the site lists names the very journal row that says it", async () => {
  const rows = await wholeStory();
  for (const [list, items] of Object.entries(listsOf(rows))) {
    assert(items.length > 0, `There are no ${list}`);
    for (const { says, offset } of items) {
      const entry = rows[offset - 1]?.entry;
      assert(entry !== undefined, `${list}: there is no row ${offset}`);
      assertStringIncludes(encodeEntry(entry), `"${says}"`, list);
    }
  }
});

Deno.test("pains: rows that are delivered again change nothing", () => {
  const once = booksOf(STORY);
  const twice = new ArenaBooks();
  for (const row of rowsOf(STORY)) {
    assertEquals([twice.apply(row), twice.apply(row)], [true, false]);
  }
  for (const row of rowsOf(STORY)) assertEquals(twice.apply(row), false);
  assertEquals(readOut(twice), readOut(once));
});

Deno.test("pains: 29 wins and 4 losses that lost money rank below one win that made some", () => {
  const view = reduce(
    emptyView(SAMPLE_ORIGIN),
    {
      kind: "standings_changed",
      seq: 1,
      contestants: [
        { ...sampleContestant("often", "995.18"), wins: 29, losses: 4 },
        { ...sampleContestant("once", "1000.01"), wins: 1, losses: 9 },
      ],
    },
  );
  assertEquals(view.contestants.map(({ id }) => id), ["once", "often"]);
});
