import { assertEquals } from "@std/assert";
import { contestantId } from "../../domain/ids.ts";
import { usd } from "../../domain/money.ts";
import { VenueFunds } from "./venue_funds.ts";

const A = contestantId("a");
const B = contestantId("b");

Deno.test("VenueFunds.free() is what the venue said last, less what orders may cost that passed since", () => {
  const funds = new VenueFunds();
  funds.spend("kalshi", A, usd("1"));
  assertEquals(funds.free("kalshi", A), null);
  funds.report({
    venue: "kalshi",
    balances: [{ contestantId: A, cash: usd("10") }],
  });
  funds.spend("kalshi", A, usd("4"));
  funds.spend("kalshi", A, usd("1"));
  assertEquals(
    [
      funds.free("kalshi", A),
      funds.free("kalshi", B),
      funds.free("polymarket", A),
    ],
    [usd("5"), null, null],
  );
  funds.report({
    venue: "kalshi",
    balances: [{ contestantId: A, cash: usd("5.5") }],
  });
  assertEquals(funds.free("kalshi", A), usd("5.5"));
});
