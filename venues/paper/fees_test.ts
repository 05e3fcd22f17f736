import { assertEquals } from "@std/assert";
import { orderId } from "../../domain/ids.ts";
import type { MarketFees } from "../../domain/market_fees.ts";
import { quantity, usd } from "../../domain/money.ts";
import { SimulatedClock } from "../../runtime/simulated_clock.ts";
import { fillsOf, MARKET, PaperVenue, yesLimit } from "./paper_testing.ts";

const MIDNIGHT_MS = Date.parse("2026-06-11");

/** A paper exchange a second before Kalshi's fees change, with a market that is open over that. */
function venueAt(fees?: MarketFees): PaperVenue {
  return new PaperVenue({
    clock: new SimulatedClock({ startMs: MIDNIGHT_MS - 1_000 }),
    market: {
      ...MARKET,
      closesAtMs: MIDNIGHT_MS + 60_000,
      ...(fees === undefined ? {} : { fees }),
    },
  });
}

async function feesOf(venue: PaperVenue, id: string) {
  return fillsOf(await venue.exchange.query(orderId(id))).map(({ fee }) => fee);
}

/** Takes one contract at 0.45, rests for two more of which one fills after midnight, and takes one at 0.46. */
async function tradeOverMidnight(venue: PaperVenue): Promise<void> {
  venue.show({ no: [["0.55", "1"]] });
  await venue.place("o_1", { quantity: quantity("3"), ...yesLimit("0.45") });
  venue.clock.advanceTo(MIDNIGHT_MS);
  const other = { timeInForce: "ioc", quantity: quantity("1") } as const;
  venue.show({ no: [["0.55", "2"]] });
  venue.show({ no: [["0.54", "1"]] });
  await venue.place("o_2", { ...other, ...yesLimit("0.46") });
}

Deno.test("a fill is charged by the fees of its own time, not of its order's", async () => {
  const venue = venueAt();
  await tradeOverMidnight(venue);
  // 0.07 · 0.45 · 0.55 up to the cent as a taker; makers pay nothing.
  assertEquals(await feesOf(venue, "o_1"), [usd("0.02"), usd("0")]);
  // 0.07 · 0.46 · 0.54 up to a hundredth of a cent.
  assertEquals(await feesOf(venue, "o_2"), [usd("0.0174")]);
});

Deno.test("a fill is charged what the venue says of its own market", async () => {
  const venue = venueAt({
    schedule: "kalshi_quadratic_with_maker_fees",
    multiplierMicros: 500_000n,
  });
  await tradeOverMidnight(venue);
  // Half of 0.07 up to the cent; then 0.00875 · 0.45 · 0.55 as a maker, up to a hundredth of a cent.
  assertEquals(await feesOf(venue, "o_1"), [usd("0.01"), usd("0.0022")]);
  assertEquals(await feesOf(venue, "o_2"), [usd("0.0087")]);
});
