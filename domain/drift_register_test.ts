import { assertEquals } from "@std/assert";
import { DriftRegister } from "./drift_register.ts";
import { fillId, orderId } from "./ids.ts";
import { quantity, usd } from "./money.ts";
import { SAMPLE_FILL } from "./testing/samples.ts";

const WHO = SAMPLE_FILL.contestantId;

/** What the simulator made of the sample's order: 4 contracts at 0.50 with the same fee. */
const COPY = {
  kind: "twin_filled",
  orderId: SAMPLE_FILL.orderId,
  quantity: quantity("4"),
  notional: usd("2.00"),
  fees: usd("0.07"),
} as const;

Deno.test("DriftRegister compares a live order with its copy, whichever comes first", () => {
  const live = { kind: "order_filled", fill: SAMPLE_FILL } as const;
  for (const entries of [[live, COPY], [COPY, live]]) {
    const register = new DriftRegister();
    for (const entry of entries) register.apply(entry);
    const drift = register.of(WHO);
    assertEquals(drift?.orders, 1);
    // 2.27 in place of 2.07.
    assertEquals(Math.round(drift?.bps ?? 0), 966);
  }
});

Deno.test("DriftRegister counts an order once, however many fills it has, and takes the mean over orders", () => {
  const register = new DriftRegister();
  register.apply({ kind: "order_filled", fill: SAMPLE_FILL });
  register.apply(COPY);
  register.apply({
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, id: fillId("f_2") },
  });
  assertEquals(register.of(WHO)?.orders, 1);
  const other = orderId("o_2");
  register.apply({
    kind: "twin_filled",
    orderId: other,
    quantity: quantity("4"),
    notional: usd("2.20"),
    fees: usd("0.07"),
  });
  register.apply({
    kind: "order_filled",
    fill: { ...SAMPLE_FILL, id: fillId("f_3"), orderId: other },
  });
  const drift = register.of(WHO);
  assertEquals([drift?.orders, Math.round(drift?.bps ?? 0)], [2, 483]);
});

Deno.test("DriftRegister says nothing of orders without a copy, or whose copy filled nothing", () => {
  const register = new DriftRegister();
  register.apply({ kind: "order_filled", fill: SAMPLE_FILL });
  assertEquals(register.of(WHO), null);
  register.apply({ ...COPY, quantity: quantity("0"), notional: usd("0") });
  assertEquals(register.of(WHO), null);
});
