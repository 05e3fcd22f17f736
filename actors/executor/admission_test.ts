import { assertEquals } from "@std/assert";
import { admissionDenial, type AdmissionView } from "./admission.ts";

const FREE: AdmissionView = {
  effect: "increases",
  isReconciled: true,
  unreconciled: 0,
  isBlocked: false,
  state: "active",
  isCircuitReady: true,
};

Deno.test("admissionDenial() lets an order pass that nothing stands against", () => {
  assertEquals(admissionDenial(FREE), null);
});

const DENIALS = [
  [{ isReconciled: false }, "TRADING_HALTED"],
  [{ unreconciled: 1 }, "TRADING_HALTED"],
  [{ isBlocked: true }, "TRADING_HALTED"],
  [{ state: "halted" }, "TRADING_HALTED"],
  [{ isCircuitReady: false }, "VENUE_CIRCUIT_OPEN"],
] as const;

for (const [change, code] of DENIALS) {
  Deno.test(`admissionDenial() is ${code} for everything under ${JSON.stringify(change)}`, () => {
    for (const effect of ["increases", "reduces"] as const) {
      const view = { ...FREE, effect, ...change };
      assertEquals(admissionDenial(view)?.code, code);
    }
  });
}

Deno.test("admissionDenial() lets only what makes a position smaller pass while reducing", () => {
  const view = { ...FREE, state: "reducing" } as const;
  assertEquals(admissionDenial(view)?.code, "TRADING_STATE_REDUCING");
  assertEquals(admissionDenial({ ...view, effect: "reduces" }), null);
});

Deno.test("admissionDenial() keeps no liquidation back for a trading state, but for a venue that may not know it", () => {
  const view = { ...FREE, effect: "liquidates" } as const;
  assertEquals(admissionDenial({ ...view, state: "halted" }), null);
  assertEquals(
    admissionDenial({ ...view, isReconciled: false })?.code,
    "TRADING_HALTED",
  );
});
