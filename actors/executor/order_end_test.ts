import { assertEquals } from "@std/assert";
import type { Fill } from "../../domain/fill.ts";
import { fillId } from "../../domain/ids.ts";
import { quantity, usd } from "../../domain/money.ts";
import { type Order, TIMES_IN_FORCE } from "../../domain/order.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { lateFills, reportEntries } from "./report_entries.ts";

const PARTIAL: Order = {
  ...SAMPLE_ORDER,
  status: "partially_filled",
  filledQuantity: quantity("4"),
  filledNotional: usd("2.20"),
};
const BOOKED = new Set([SAMPLE_FILL.id]);

function fill(id: string, size: string): Fill {
  return { ...SAMPLE_FILL, id: fillId(id), quantity: quantity(size) };
}

Deno.test("reportEntries() says why an order is canceled, by what it was", () => {
  const reasons = TIMES_IN_FORCE.map((timeInForce) => {
    const outcome = reportEntries(
      { order: { ...SAMPLE_ORDER, timeInForce }, fillIds: new Set() },
      { status: "canceled", fills: [] },
    );
    const entry = outcome.kind === "facts" ? outcome.entries[0] : undefined;
    return entry?.kind === "order_canceled" ? entry.reason : null;
  });
  assertEquals(reasons, [
    "The venue took it out.",
    "The venue took it out.",
    "The rest found no counterparty.",
    "It could not be filled whole at once.",
  ]);
});

for (const status of ["canceled", "expired", "rejected", "filled"] as const) {
  const isLate = status === "canceled" || status === "expired";
  Deno.test(
    `lateFills() of ${
      isLate ? "fills" : "no fill"
    } of an order that is ${status}`,
    () => {
      const closed = { order: { ...PARTIAL, status }, fillIds: BOOKED };
      const repeated = lateFills(closed, {
        status: "canceled",
        fills: [SAMPLE_FILL],
      });
      assertEquals(repeated, { kind: "facts", entries: [], isFinal: true });
      const late = lateFills(closed, {
        status: "canceled",
        fills: [SAMPLE_FILL, fill("b", "6")],
      });
      assertEquals(
        late.kind === "facts" && late.entries.map(({ kind }) => kind),
        isLate ? ["order_filled"] : false,
      );
      const excess = lateFills(closed, {
        status: "canceled",
        fills: [fill("b", "7")],
      });
      assertEquals(excess.kind, "contradiction");
    },
  );
}
