/**
 * What Kalshi has really charged an account, against the schedule in force on the day.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { feeScheduleAt } from "../../domain/fee_schedules.ts";
import { feeOf, NO_FEES } from "../../domain/fees.ts";
import {
  add,
  type Quantity,
  quantity,
  quantityFromMicros,
  subtract,
  usd,
  type UsdMicros,
} from "../../domain/money.ts";
import { yesPriceFromMicros } from "../../domain/price.ts";
import { needsRecordedData } from "../market_recordings.ts";
import { readRecorded } from "./recordings.ts";

const SETTLEMENTS = "kalshi-settlements-fees/kalshi_settlements.csv";
const CENT = 10_000n;

interface Settlement {
  readonly ticker: string;
  readonly enteredAtMs: number;
  /** Whole contracts. */
  readonly contracts: bigint;
  readonly cost: UsdMicros;
  readonly revenue: UsdMicros;
  readonly fee: UsdMicros;
  readonly net: UsdMicros;
}

async function readSettlements(): Promise<readonly Settlement[]> {
  const [header = "", ...lines] = (await readRecorded(SETTLEMENTS)).trim()
    .split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const cell = (name: string) => cells[names.indexOf(name)] ?? "";
    return {
      ticker: cell("ticker"),
      enteredAtMs: Date.parse(cell("entry_time")),
      contracts: quantity(cell("contracts")) / 1_000_000n,
      cost: usd(cell("total_cost_usd")),
      revenue: usd(cell("revenue_usd")),
      fee: usd(cell("fee_usd")),
      net: usd(cell("net_pnl_usd")),
    };
  });
}

/**
 * Returns what a taker pays for `taken` of the contracts.
 *
 * Prices are whole cents: where the cost is between two, some contracts cost the one and some the other.
 */
function takerFee({ contracts, cost, enteredAtMs }: Settlement, taken: bigint) {
  const schedule = feeScheduleAt({
    venue: "kalshi",
    feeType: "quadratic",
    feeMultiplierMicros: 1_000_000n,
    membership: "customer",
  }, enteredAtMs);
  const low = cost / contracts / CENT * CENT;
  const dearer = (cost - low * contracts) / CENT;
  const [atHigh, atLow] = taken < dearer
    ? [taken, 0n]
    : [dearer, taken - dearer];
  let before = NO_FEES;
  for (const [price, count] of [[low + CENT, atHigh], [low, atLow]] as const) {
    if (count === 0n) continue;
    before = feeOf(schedule, {
      price: { outcome: "yes", price: yesPriceFromMicros(price) },
      quantity: wholeContracts(count),
      liquidity: "taker",
      before,
    }).after;
  }
  return before.charged;
}

function wholeContracts(count: bigint): Quantity {
  return quantityFromMicros(count * 1_000_000n);
}

/** Returns every number of contracts of which a taker would be charged exactly `fee`, the others resting for free. */
function takenFor(settlement: Settlement, fee: UsdMicros): readonly bigint[] {
  const found: bigint[] = [];
  for (let taken = 0n; taken <= settlement.contracts; taken++) {
    if (takerFee(settlement, taken) === fee) found.push(taken);
  }
  return found;
}

/** Closed: a fee that no rule explains is named `unexplained`. */
type FeeClass = "taken" | "rested" | "taken in part" | "unexplained";

/** Splits are tried in whole contracts: a fee between two of them stays unexplained. */
function classOf(settlement: Settlement): FeeClass {
  const { contracts, fee } = settlement;
  if (fee === takerFee(settlement, contracts)) return "taken";
  if (fee === 0n) return "rested";
  return takenFor(settlement, fee).length === 1
    ? "taken in part"
    : "unexplained";
}

function inClass(
  settlements: readonly Settlement[],
  wanted: FeeClass,
): readonly Settlement[] {
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
    const isExplained = (settlement: Settlement, cents: bigint) =>
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
