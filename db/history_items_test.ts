import { assertEquals } from "@std/assert";
import type { History } from "../actors/ports/history.ts";
import { newest, sampleHistory } from "./testing/sample_history.ts";
import { testOnDatabases } from "./testing/databases.ts";

const START_MS = 1_790_000_000_000;

const PLACED_BY_ANNA = {
  contestantId: "anna",
  contestantName: "Anna",
  marketId: "kalshi:KXBTC15M-T1",
  marketTitle: "Will it be above?",
};

async function tellsTheStory(history: History): Promise<void> {
  const orders = await history.page(newest("orders"));
  assertEquals(orders.journalSequence, 39);
  assertEquals(
    orders.items.map(({ id, status, offset, lastOffset, denialCode }) => [
      id,
      status,
      offset,
      lastOffset,
      denialCode,
    ]),
    [
      ["o_expired", "expired", 18, 19, null],
      ["o_rejected", "rejected", 16, 17, null],
      ["o_canceled", "canceled", 13, 15, null],
      ["o_denied", "denied", 12, 12, "STALE_QUOTE"],
      ["o_filled", "filled", 7, 11, null],
    ],
  );
  assertEquals(orders.items.at(-1), {
    ...PLACED_BY_ANNA,
    id: "o_filled",
    atMs: START_MS,
    offset: 7,
    side: "buy",
    outcome: "no",
    quantity: "10.00",
    filledQuantity: "10.00",
    limit: "0.44",
    timeInForce: "ioc",
    expiresAtMs: null,
    replaces: null,
    status: "filled",
    denialCode: null,
    lastOffset: 11,
  });
  const fills = await history.page(newest("fills"));
  assertEquals(fills.items.map(({ id, offset }) => [id, offset]), [
    ["f_3", 14],
    ["f_2", 11],
    ["f_1", 8],
  ]);
  assertEquals(fills.items.at(-1), {
    ...PLACED_BY_ANNA,
    id: "f_1",
    orderId: "o_filled",
    atMs: START_MS + 5,
    offset: 8,
    side: "buy",
    outcome: "no",
    quantity: "4.00",
    price: "0.43",
    fee: "0.07",
    liquidity: "taker",
  });
}

async function tellsTheThoughts(history: History): Promise<void> {
  const decisions = await history.page(newest("decisions"));
  assertEquals(decisions.items.map(({ action }) => action), [
    { kind: "hold" },
    {
      kind: "trade",
      side: "buy",
      outcome: "no",
      quantity: "10.00",
      limit: "0.44",
      timeInForce: "ioc",
    },
  ]);
  assertEquals(decisions.items[1]?.probabilityYes, 0.1 + 0.2);
  const signals = await history.page(newest("signals"));
  assertEquals(signals.items, [{
    id: "s_1",
    marketId: "kalshi:KXBTC15M-T1",
    marketTitle: "Will it be above?",
    ticker: "KXBTC15M-T1",
    timestamp: START_MS,
    midAtDetection: 0.555,
    verdict: "hit",
    offset: 4,
    type: "price_swing",
    data: { previousPrice: 0.5, currentPrice: 0.555, changePercent: 0.11 },
  }]);
  const equity = await history.page({ ...newest("equity"), limit: 1 });
  assertEquals(
    equity.items,
    (["Anna", "Bert"] as const).map((contestantName) => ({
      contestantId: contestantName.toLowerCase(),
      contestantName,
      atMs: START_MS + 19,
      cash: "9995.56",
      positions: "4.30",
      equity: "9999.86",
      offset: 20,
    })),
  );
  assertEquals(equity.nextBefore, null);
}

async function tellsTheEnd(history: History): Promise<void> {
  const [contra, bert, anna] =
    (await history.page(newest("settlements"))).items;
  assertEquals(anna, {
    ...PLACED_BY_ANNA,
    atMs: START_MS + 22,
    offset: 23,
    outcome: "no",
    quantity: "10.00",
    cost: "4.30",
    payout: "5.00",
    profit: "0.70",
    resolution: { kind: "scalar", yesPayout: "0.50" },
  });
  assertEquals([bert?.profit, bert?.offset], ["-0.05", 24]);
  assertEquals(
    [contra?.quantity, contra?.payout, contra?.profit, contra?.offset],
    ["-2.50", "-1.25", "0.05", 30],
  );
}

async function tellsWhatMoved(history: History): Promise<void> {
  const transfers = await history.page(newest("transfers"));
  assertEquals(
    transfers.items.map(({ kind, contestantName, amount, detail }) =>
      `${kind} ${contestantName} ${amount} ${detail}`
    ),
    [
      "balance_corrected Bert -1.00 The venue has less.",
      "funding_charged Anna 0.50 kalshi:KXBTC15M-T1",
      "inference_charged Bert -0.0125 a/model",
      "capital_moved Anna 250.00 A deposit.",
    ],
  );
  const notices = await history.page(newest("notices"));
  assertEquals(notices.items[0]?.kind, "operator_acted");
  assertEquals(notices.items[2], {
    kind: "trading_state_changed",
    sentence: "bert is halted by arena: It lost too much.",
    atMs: START_MS + 28,
    offset: 29,
  });
}

await testOnDatabases({
  name: "PostgresHistory tells the story",
  run: async ({ t, database: { sql } }) => {
    const history = await sampleHistory(sql);
    await t.step("page() tells orders and fills", () => tellsTheStory(history));
    await t.step(
      "page() tells decisions, signals and equity",
      () => tellsTheThoughts(history),
    );
    await t.step("page() tells settlements", () => tellsTheEnd(history));
    await t.step(
      "page() tells transfers and notices",
      () => tellsWhatMoved(history),
    );
  },
});
