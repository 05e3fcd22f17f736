import { assertEquals } from "@std/assert";
import { feeScheduleAt } from "../../domain/fee_schedules.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { isOver, reportOf } from "./order_progress.ts";
import { USDC_MINT } from "./decode_market.ts";
import { type SwapStatus, swapStatusSchema } from "./trade_schema.ts";

const MINT = "4".repeat(44);
const FEES = feeScheduleAt(
  { venue: "dflow", tier: "frost" },
  Date.parse("2026-11-20"),
);

/** How an order for ten YES stands of which `contracts` were swapped at 0.50 in all. */
function standing(
  status: SwapStatus["status"],
  contracts: number,
): readonly unknown[] {
  const report = reportOf(
    swapStatusSchema.parse({
      status,
      fills: [{
        signature: "5".repeat(88),
        inputMint: USDC_MINT,
        inAmount: String(contracts * 500_000),
        outputMint: MINT,
        outAmount: String(contracts * 1_000_000),
      }],
    }),
    { order: SAMPLE_ORDER, fees: FEES, seenAtMs: () => 1_002 },
  );
  const filled = "fills" in report
    ? report.fills.map(({ quantity }) => Number(quantity) / 1_000_000)
    : [];
  return [report.status, isOver(report), ...filled];
}

Deno.test("reportOf() takes an order for over once the venue is done with it, however it ended", () => {
  for (const status of ["pending", "open", "pendingClose"] as const) {
    assertEquals(standing(status, 4), ["accepted", false, 4], status);
    // With the part that completes it an order is over, and more may follow.
    assertEquals(standing(status, 10), ["accepted", false], status);
  }
  assertEquals(standing("closed", 4), ["canceled", true, 4]);
  assertEquals(standing("closed", 10), ["filled", true, 10]);
  assertEquals(standing("expired", 4), ["expired", true, 4]);
  assertEquals(standing("expired", 10), ["expired", true, 10]);
  assertEquals(standing("failed", 4), ["canceled", true, 4]);
  assertEquals(standing("failed", 10), ["canceled", true, 10]);
});
