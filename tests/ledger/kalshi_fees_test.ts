/**
 * What Kalshi has really charged an account, against the schedule in force on the day.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { add, subtract, type UsdMicros } from "../../domain/money.ts";
import {
  classOf,
  type FeeClass,
  type KalshiSettlement,
  readKalshiSettlements,
  takenFor,
} from "../../tools/statement/kalshi_settlements.ts";
import { needsRecordedData } from "../market_recordings.ts";
import { readRecorded } from "./recordings.ts";

const SETTLEMENTS = "kalshi-settlements-fees/kalshi_settlements.csv";
const CENT = 10_000n;

async function readSettlements(): Promise<readonly KalshiSettlement[]> {
  return readKalshiSettlements(await readRecorded(SETTLEMENTS), SETTLEMENTS);
}

function inClass(
  settlements: readonly KalshiSettlement[],
  wanted: FeeClass,
): readonly KalshiSettlement[] {
  return settlements.filter((settlement) => classOf(settlement) === wanted);
}

Deno.test({
  ...needsRecordedData(
    SETTLEMENTS,
    "the fee of each of 116 Kalshi settlements is explained to the cent",
  ),
  async fn() {
    const settlements = await readSettlements();
    assertEquals(settlements.length, 116);
    assertEquals(inClass(settlements, "taken").length, 99);
    assertEquals(inClass(settlements, "unexplained"), []);
    const tickersOf = (wanted: FeeClass) =>
      inClass(settlements, wanted).map(({ ticker }) => ticker);
    assertEquals(tickersOf("rested"), [
      "KXETH15M-26FEB282100-00",
      "KXETH15M-26FEB282115-15",
      "KXBTC15M-26MAR090200-00",
      "KXSOL15M-26MAR091115-15",
      "KXETH15M-26MAR092330-30",
      "KXETH15M-26MAR100645-45",
      "KXETH15M-26MAR100830-30",
    ]);
    const parts = inClass(settlements, "taken in part").map((settlement) => {
      const [taken] = takenFor(settlement, settlement.fee);
      return [settlement.ticker, taken, settlement.contracts];
    });
    assertEquals(parts, [
      ["KXBTC15M-26FEB281800-00", 1n, 7n],
      ["KXBTC15M-26FEB281945-45", 7n, 13n],
      ["KXBTC15M-26FEB282115-15", 1n, 3n],
      ["KXETH15M-26FEB282130-30", 2n, 5n],
      ["KXBTC15M-26MAR011300-00", 1n, 9n],
      ["KXBTC15M-26MAR100015-15", 1n, 11n],
      ["KXETH15M-26MAR100045-45", 1n, 8n],
      ["KXETH15M-26MAR100130-30", 8n, 9n],
      ["KXBTC15M-26MAR100145-45", 1n, 10n],
      ["KXETH15M-26MAR100515-15", 1n, 5n],
    ]);
  },
});

Deno.test({
  ...needsRecordedData(
    SETTLEMENTS,
    "the rules that explain Kalshi's fees leave other fees unexplained",
  ),
  async fn() {
    const settlements = await readSettlements();
    const isExplained = (settlement: KalshiSettlement, cents: bigint) =>
      classOf({
        ...settlement,
        fee: add(settlement.fee, cents * CENT as UsdMicros),
      }) !== "unexplained";
    const taken = inClass(settlements, "taken");
    assert(!taken.some((settlement) => isExplained(settlement, 1n)));
    // A cent less is a contract less that was taken, where a contract costs less than a cent.
    assertEquals(
      taken.filter((settlement) => isExplained(settlement, -1n)).length,
      12,
    );
    const parts = inClass(settlements, "taken in part");
    // At 0.80 a second contract that was taken costs one cent; elsewhere it costs two.
    assertEquals(
      parts.filter((settlement) => isExplained(settlement, 1n)).length,
      1,
    );
    assert(!parts.some((settlement) => isExplained(settlement, -1n)));
  },
});

Deno.test({
  ...needsRecordedData(
    SETTLEMENTS,
    "every Kalshi settlement nets its revenue less cost and fee",
  ),
  async fn() {
    for (const settlement of await readSettlements()) {
      const { ticker, revenue, cost, fee, net } = settlement;
      assertEquals(subtract(subtract(revenue, cost), fee), net, ticker);
    }
  },
});
