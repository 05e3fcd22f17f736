/**
 * What Kalshi charged a direct member for each fill, against the schedule in force on the day.
 *
 * @module
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { z } from "zod";
import { feeScheduleAt } from "../../domain/fee_schedules.ts";
import { feeOf, NO_FEES } from "../../domain/fees.ts";
import {
  add,
  quantity,
  usd,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { needsRecordedData } from "../market_recordings.ts";
import { readRecorded } from "./recordings.ts";

const FOLDER = "kalshi-api-recorded";

const FILLS = z.object({
  payload: z.object({
    fills: z.array(z.object({
      ["fill_id"]: z.string(),
      ["order_id"]: z.string(),
      ticker: z.string(),
      action: z.enum(["buy", "sell"]),
      ["is_taker"]: z.boolean(),
      ["count_fp"]: z.string(),
      ["yes_price_dollars"]: z.string(),
      ["fee_cost"]: z.string(),
      ["created_time"]: z.string(),
    })),
  }),
});
type RecordedFill = z.infer<typeof FILLS>["payload"]["fills"][number];

const SERIES = z.object({
  payloads: z.record(
    z.string(),
    z.object({
      series: z.object({
        ["fee_type"]: z.string(),
        ["fee_multiplier"]: z.number(),
      }),
    }),
  ),
});

interface SeriesFees {
  readonly feeType: string;
  readonly feeMultiplierMicros: bigint;
}

async function readFills(): Promise<readonly RecordedFill[]> {
  const text = await readRecorded(`${FOLDER}/portfolio_fills_redacted.json`);
  return FILLS.parse(JSON.parse(text)).payload.fills;
}

async function readSeries(): Promise<ReadonlyMap<string, SeriesFees>> {
  const text = await readRecorded(`${FOLDER}/series_fee_fields.json`);
  return new Map(
    Object.entries(SERIES.parse(JSON.parse(text)).payloads).map((
      [ticker, { series }],
    ) => [ticker, {
      feeType: series.fee_type,
      feeMultiplierMicros: usd(series.fee_multiplier.toFixed(6)),
    }]),
  );
}

function seriesOf({ ticker }: RecordedFill): string {
  const [series = ""] = ticker.split("-");
  return series;
}

function predictedFee(
  fill: RecordedFill,
  { feeType, feeMultiplierMicros }: SeriesFees,
): UsdMicros {
  const schedule = feeScheduleAt({
    venue: "kalshi",
    feeType,
    feeMultiplierMicros,
    membership: "direct",
  }, Date.parse(fill.created_time));
  const { fee } = feeOf(schedule, {
    side: fill.action,
    price: { outcome: "yes", price: yesPrice(fill.yes_price_dollars) },
    quantity: quantity(fill.count_fp),
    liquidity: fill.is_taker ? "taker" : "maker",
    before: NO_FEES,
  });
  return fee;
}

const ORDINARY: SeriesFees = {
  feeType: "quadratic",
  feeMultiplierMicros: 1_000_000n,
};
const HALVED: SeriesFees = { ...ORDINARY, feeMultiplierMicros: 500_000n };

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "the fee of each of 33 Kalshi fills is what the schedule foretells, to the micro-dollar",
  ),
  async fn() {
    const [fills, recorded] = await Promise.all([readFills(), readSeries()]);
    assertEquals(fills.length, 33);
    assertEquals(new Set(fills.map(({ order_id }) => order_id)).size, 33);
    let stated = 0;
    const assumed = new Map<string, number>();
    for (const fill of fills) {
      const series = seriesOf(fill);
      const own = recorded.get(series);
      if (own === undefined) {
        assumed.set(series, (assumed.get(series) ?? 0) + 1);
      } else stated++;
      // The series of baseball strikeouts was not recorded; its games and spreads are halved.
      const fees = own ?? (series === "KXMLBKS" ? HALVED : ORDINARY);
      assertStrictEquals(
        predictedFee(fill, fees),
        usd(fill.fee_cost),
        fill.fill_id,
      );
    }
    assertEquals(stated, 11);
    assertEquals(Object.fromEntries(assumed), {
      KXMVECROSSCATEGORY: 8,
      KXTOPUSAGEAI: 1,
      KXTRUMPSAY: 1,
      KXUFCFIGHT: 5,
      KXUFCMOV: 5,
      KXMLBKS: 1,
      KXPGATOUR: 1,
    });
  },
});

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "Kalshi's fees are foretold by the multiplier, the rounding and the balance together, by none alone",
  ),
  async fn() {
    const [fills, recorded] = await Promise.all([readFills(), readSeries()]);
    const feesOf = (fill: RecordedFill) =>
      recorded.get(seriesOf(fill)) ??
        (seriesOf(fill) === "KXMLBKS" ? HALVED : ORDINARY);
    const right = (fee: (fill: RecordedFill) => UsdMicros) =>
      fills.filter((fill) => fee(fill) === usd(fill.fee_cost)).length;
    assertEquals(right((fill) => predictedFee(fill, feesOf(fill))), 33);
    assertEquals(right((fill) => predictedFee(fill, ORDINARY)), 23);
    const unaligned = (fill: RecordedFill) => {
      const schedule = feeScheduleAt({
        venue: "kalshi",
        ...feesOf(fill),
        membership: "direct",
      }, Date.parse(fill.created_time));
      return feeOf({ ...schedule, balance: null }, {
        price: { outcome: "yes", price: yesPrice(fill.yes_price_dollars) },
        quantity: quantity(fill.count_fp),
        liquidity: "taker",
        before: NO_FEES,
      }).fee;
    };
    assertEquals(right(unaligned), 29);
  },
});

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "the fees of Kalshi's settlements are those of their fills",
  ),
  async fn() {
    const text = await readRecorded(
      `${FOLDER}/portfolio_settlements_redacted.json`,
    );
    const { payload: { settlements } } = z.object({
      payload: z.object({
        settlements: z.array(z.object({ ["fee_cost"]: z.string() })),
      }),
    }).parse(JSON.parse(text));
    const byTicker = new Map<string, UsdMicros>();
    for (const fill of await readFills()) {
      const sum = byTicker.get(fill.ticker) ?? ZERO_USD;
      byTicker.set(fill.ticker, add(sum, usd(fill.fee_cost)));
    }
    // Identities were removed separately in the two files: only the amounts can be matched.
    const ofFills = [...byTicker.values()];
    for (const { fee_cost } of settlements) {
      const index = ofFills.indexOf(usd(fee_cost));
      assertStrictEquals(index >= 0, true, fee_cost);
      ofFills.splice(index, 1);
    }
    assertEquals(settlements.length, 22);
  },
});
