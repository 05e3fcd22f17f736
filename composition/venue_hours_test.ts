import { assertEquals } from "@std/assert";
import { loadSettings } from "../config.ts";
import { orderId } from "../domain/ids.ts";
import { TradingPauses } from "../domain/trading_pauses.ts";
import { SILENT_LOG } from "../db/log.ts";
import { MemoryJournal } from "../db/memory_journal.ts";
import { JointReading } from "../actors/ports/joint_reading.ts";
import { SeededRandom, SimulatedClock } from "../runtime/mod.ts";
import { approved, MARKET, NEVER } from "../venues/paper/paper_testing.ts";
import { createLog } from "./log.ts";
import { openOrderEntry } from "./live_trading.ts";
import { PatientStart } from "./patient_start.ts";
import { openVenue } from "./venue_choice.ts";

/** Thursday, four o'clock in New York. */
const PAUSED_MS = Date.parse("2026-11-19T09:00:00Z");
const ELSEWHERE = "http://127.0.0.1:9";

async function venueOf(environment: Readonly<Record<string, string>>) {
  return await openVenue({
    settings: loadSettings(environment),
    clock: new SimulatedClock({ startMs: PAUSED_MS }),
    random: new SeededRandom(1),
    log: createLog("silent"),
    tape: null,
    giveUp: () => {},
  });
}

Deno.test("openVenue() keeps the hours of the venue's own host, and none of a stand-in for it", async () => {
  const cases = [
    [{ ARENA_VENUE: "kalshi" }, true],
    [{ ARENA_VENUE: "dflow" }, true],
    [{ ARENA_VENUE: "kalshi", ARENA_KALSHI_URL: ELSEWHERE }, false],
    [{ ARENA_VENUE: "dflow", ARENA_DFLOW_URL: ELSEWHERE }, false],
    [{ ARENA_VENUE: "polymarket" }, false],
    [{ ARENA_VENUE: "hyperliquid" }, false],
  ] as const;
  for (const [environment, isPaused] of cases) {
    const venue = await venueOf(environment);
    const name = JSON.stringify(environment);
    assertEquals(venue.pauses.at(PAUSED_MS) !== null, isPaused, name);
    assertEquals(venue.pauses.at(PAUSED_MS + 3_600_000), null, name);
    venue.stop();
  }
});

Deno.test("openOrderEntry() fills nothing on paper while the venue does not trade", async () => {
  const clock = new SimulatedClock({ startMs: PAUSED_MS });
  const venue = await venueOf({ ARENA_VENUE: "kalshi" });
  const journal = new MemoryJournal(SILENT_LOG);
  for (const pauses of [venue.pauses, new TradingPauses([])]) {
    const { execution, marketData } = await openOrderEntry({
      settings: loadSettings({ ARENA_VENUE: "kalshi" }),
      clock,
      journal,
      reading: new JointReading(journal),
      venue: {
        ...venue,
        pauses,
        marketData: {
          venue: "kalshi",
          run: (listener) => {
            listener({
              kind: "market_listed",
              market: { ...MARKET, closesAtMs: PAUSED_MS + 60_000 },
            });
            return Promise.resolve();
          },
        },
      },
      live: [],
      patience: new PatientStart({
        clock,
        random: new SeededRandom(1),
        log: createLog("silent"),
        stopping: NEVER,
      }),
    });
    await marketData.run(() => {}, NEVER);
    const answer = execution.submit(approved({ id: orderId("o_1") }), NEVER);
    clock.advanceBy(1_000);
    const { status } = await answer;
    assertEquals(status, pauses === venue.pauses ? "rejected" : "canceled");
  }
  venue.stop();
});
