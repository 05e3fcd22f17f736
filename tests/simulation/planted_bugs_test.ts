import { assertEquals, assertNotEquals } from "@std/assert";
import type { Invariant } from "../../tools/sim/findings.ts";
import { PLANTED_BUGS, type PlantedBug } from "../../tools/sim/planted_bugs.ts";
import { simulate } from "../../tools/sim/simulation.ts";

const SEEDS_MAX = 200;

/** What each bug breaks first. */
const BROKEN = {
  double_booking: "every fill is booked exactly once",
  resubmit_after_timeout: "no intent reaches the venue twice",
  lost_message_on_restart: "no message is lost",
  unbounded_mailbox: "no mailbox holds more than its bound",
  mark_without_fee: "a mark is of cash that the contestant had",
  kill_switch_ignored: "the kill switch is honored within one message",
  settlement_reversed_twice: "no settlement is taken back twice",
  season_concluded_twice: "a season starts and ends once",
  hour_written_twice: "every hour is written down once",
  reset_keeps_a_position: "a reset is exactly its corrections",
} as const satisfies Record<PlantedBug, Invariant>;

/** Returns the lowest seed that finds `planted`, and what it found. */
async function findPlanted(planted: PlantedBug) {
  for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
    const { finding } = await simulate({ seed, planted });
    if (finding !== null) return { seed, finding };
  }
  return null;
}

for (const planted of PLANTED_BUGS) {
  Deno.test(`simulate() finds a planted ${planted} within ${SEEDS_MAX} seeds`, async () => {
    const found = await findPlanted(planted);
    assertNotEquals(found, null);
    assertEquals(found?.finding.invariant, BROKEN[planted]);
  });
}
