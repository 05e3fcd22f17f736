import { assertEquals } from "@std/assert";
import { perpetualDrafts } from "../../db/testing/perpetual_drafts.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { contestantId, marketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import { rowsOf } from "../../domain/testing/story.ts";
import { SAMPLE_ORIGIN } from "../../domain/testing/view_samples.ts";
import { perpetualPrice } from "../../domain/perpetual.ts";
import { fundingRate } from "../../domain/perpetual_funding.ts";
import type { ViewChange } from "../../domain/view_delta.ts";
import { emptyView, reduce } from "../../domain/view_reducer.ts";
import { Projection } from "./projection.ts";

const ENROLLED_BERT: JournalEntry = {
  kind: "contestant_enrolled",
  contestantId: contestantId("bert"),
  name: "Bert",
  strategy: "rule-based",
  startingBalance: usd("10000"),
};
const BTC = marketId("hyperliquid", "BTC");

function viewAfter(changes: readonly ViewChange[]) {
  return changes.map((change, index) => ({ ...change, seq: index + 1 }))
    .reduce(reduce, emptyView(SAMPLE_ORIGIN)).perpetuals;
}

Deno.test("viewers see what is listed, decided, denied, ordered, filled and held of perpetuals", () => {
  const projection = new Projection(new ArenaBooks());
  const rows = rowsOf([
    ENROLLED_BERT,
    ...perpetualDrafts().map(({ entry }) => entry),
  ]);
  const view = viewAfter(rows.flatMap((row) => projection.fold(row)));
  assertEquals(view.markets.map(({ coin, bid }) => [coin, bid]), [[
    "BTC",
    null,
  ]]);
  const [position] = view.positions;
  assertEquals(
    [position?.contestantId, position?.marketTitle, position?.size],
    ["bert", "BTC", "-0.01"],
  );
  assertEquals(position?.entryPrice, "66410.00");
  assertEquals(
    view.orders.map(({ id, status, filledQuantity, denialCode }) => [
      id,
      status,
      filledQuantity,
      denialCode,
    ]),
    [
      ["o_perpetual", "filled", "0.01", null],
      ["o_perpetual_denied", "denied", "0", "LEVERAGE_EXCEEDED"],
    ],
  );
  assertEquals(view.fills.map(({ price, fee }) => [price, fee]), [[
    "66410.00",
    "0.03",
  ]]);
  assertEquals(
    view.decisions.map(({ exposure, terms }) => [
      exposure,
      terms?.side,
    ]),
    [[-0.0664, "sell"]],
  );
});

Deno.test("prices of a perpetual are told once it is listed, and each change once", () => {
  const projection = new Projection(new ArenaBooks());
  const { perpetuals } = projection;
  const quote = {
    marketId: BTC,
    bid: perpetualPrice("66410"),
    ask: null,
    occurredAtMs: 5,
  };
  assertEquals(perpetuals.hear({ kind: "quote", quote }), false);
  const [listed] = perpetualDrafts();
  if (listed === undefined) throw new Error("There are drafts");
  const changes = rowsOf([listed.entry]).flatMap((row) => projection.fold(row));
  assertEquals(viewAfter(changes).markets[0]?.bid, "66410.00");
  const heard = perpetuals.hear({
    kind: "context",
    context: {
      marketId: BTC,
      fundingRate: fundingRate("0.0000125"),
      oraclePrice: perpetualPrice("66409.5"),
      markPrice: perpetualPrice("66409.5"),
      occurredAtMs: 6,
    },
  });
  assertEquals(heard, true);
  const view = viewAfter([...changes, ...perpetuals.takePrices()]);
  assertEquals(
    [view.markets[0]?.oraclePrice, view.markets[0]?.fundingRate],
    ["66409.50", 0.0000125],
  );
  assertEquals(perpetuals.takePrices(), []);
  const late = { ...quote, occurredAtMs: 4 };
  assertEquals(perpetuals.hear({ kind: "quote", quote: late }), false);
});
