import { assert, assertEquals } from "@std/assert";
import { MICROS } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_ROWS } from "../../tests/venues/kalshi/sample_rows.ts";
import { decodeListing, quoteOf } from "./decode_market.ts";

function standingOf(fields: Record<string, unknown>) {
  const decoding = decodeListing({
    ...SAMPLE_ROWS.market,
    result: "",
    settlement_value_dollars: null,
    ...fields,
  });
  if (!decoding.ok) return "refused";
  const { market, resolution } = decoding.listing;
  return [market.phase, resolution];
}

Deno.test("decodeListing() maps every status, and shows a result from its proposal on", () => {
  const paid = { result: "yes", "settlement_value_dollars": "1.0000" };
  const yes = { kind: "yes" } as const;
  const cases = [
    ["initialized", "listed", null],
    ["active", "open", null],
    ["inactive", "paused", null],
    ["closed", "closed", null],
    ["determined", "proposed", yes],
    ["disputed", "disputed", yes],
    ["amended", "proposed", yes],
    ["finalized", "final", yes],
  ] as const;
  for (const [status, phase, resolution] of cases) {
    assertEquals(standingOf({ status, ...paid }), [phase, resolution], status);
    if (resolution !== null) assertEquals(standingOf({ status }), "refused");
  }
  assertEquals(standingOf({ status: "reborn" }), "refused");
});

Deno.test("decodeListing() takes a payout for what it is, and refuses one that its result contradicts", () => {
  const final = (result: string, value: string | null) =>
    standingOf({
      status: "finalized",
      result,
      settlement_value_dollars: value,
    });
  assertEquals(final("no", "0.0000"), ["final", { kind: "no" }]);
  assertEquals(final("no", null), ["final", { kind: "no" }]);
  for (const value of ["0.5000", "0.2500"]) {
    assertEquals(final("scalar", value), [
      "final",
      { kind: "scalar", yesPayout: yesPrice(value) },
    ]);
  }
  const contradictions = [
    ["yes", "0.0000"],
    ["yes", "0.9900"],
    ["no", "1.0000"],
    ["scalar", null],
    ["void", null],
  ] as const;
  for (const [result, value] of contradictions) {
    assertEquals(final(result, value), "refused", `${result} ${value}`);
  }
});

Deno.test("quoteOf() takes 0 and a dollar for nobody", () => {
  const decoding = decodeListing({
    ...SAMPLE_ROWS.market,
    yes_bid_dollars: "0.0000",
    no_ask_dollars: "1.0000",
    yes_ask_dollars: "1.0000",
    no_bid_dollars: "0.0000",
  });
  assert(decoding.ok);
  const { yesBid, yesAsk } = quoteOf(decoding.listing.row, 1);
  assertEquals([yesBid, yesAsk], [null, null]);
  const sound = decodeListing(SAMPLE_ROWS.market);
  assert(sound.ok);
  const quote = quoteOf(sound.listing.row, 1);
  assert(quote.yesBid !== null && quote.yesAsk !== null);
  assert(quote.yesBid < quote.yesAsk && quote.yesAsk < MICROS);
});
