import { assertEquals } from "@std/assert";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { admissionDenial, type AdmissionView } from "./admission.ts";

const FREE: AdmissionView = {
  isReconciled: true,
  unreconciled: 0,
  isBlocked: false,
  state: "active",
  isCircuitReady: true,
};
const SALE = { ...SAMPLE_ORDER, side: "sell" } as const;
const REDUCING = { ...SAMPLE_ORDER, reduceOnly: true };

Deno.test("admissionDenial() lets an order pass that nothing stands against", () => {
  assertEquals(admissionDenial(SAMPLE_ORDER, FREE), null);
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
    for (const order of [SAMPLE_ORDER, SALE, REDUCING]) {
      assertEquals(admissionDenial(order, { ...FREE, ...change })?.code, code);
    }
  });
}

Deno.test("admissionDenial() lets only what makes a position smaller pass while reducing", () => {
  const view = { ...FREE, state: "reducing" } as const;
  assertEquals(
    admissionDenial(SAMPLE_ORDER, view)?.code,
    "TRADING_STATE_REDUCING",
  );
  assertEquals(
    [SALE, REDUCING].map((order) => admissionDenial(order, view)),
    [null, null],
  );
});
