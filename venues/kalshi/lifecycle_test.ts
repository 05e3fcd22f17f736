import { assertEquals, assertThrows } from "@std/assert";
import { yesPrice } from "../../domain/price.ts";
import { LifecycleDecoder } from "./lifecycle.ts";

function phaseOf(decoder: LifecycleDecoder, message: object): unknown {
  const event = decoder.decode(
    { market_ticker: "KXBTC15M-26JUN250030-30", event_type: "", ...message },
    1_000,
  );
  return event?.kind === "market_phase_changed"
    ? [event.phase, event.resolution, event.occurredAtMs]
    : event;
}

Deno.test("decode() follows a market from listing to payment", () => {
  const decoder = new LifecycleDecoder();
  const steps: readonly [message: object, expected: unknown][] = [
    [{ event_type: "created" }, ["listed", null, 1_000]],
    [{ event_type: "activated" }, ["open", null, 1_000]],
    [{ event_type: "deactivated" }, ["paused", null, 1_000]],
    [{ event_type: "close_date_updated" }, null],
    [
      { event_type: "determined", result: "no", determination_ts: 7 },
      ["proposed", { kind: "no" }, 7_000],
    ],
    [
      { event_type: "settled", settled_ts: 9 },
      ["final", { kind: "no" }, 9_000],
    ],
  ];
  for (const [message, expected] of steps) {
    assertEquals(phaseOf(decoder, message), expected);
  }
});

Deno.test("decode() reads a scalar result with its payout", () => {
  assertEquals(
    phaseOf(new LifecycleDecoder(), {
      event_type: "determined",
      result: "scalar",
      settlement_value: "0.2500",
    }),
    ["proposed", { kind: "scalar", yesPayout: yesPrice("0.25") }, 1_000],
  );
});

Deno.test("decode() never guesses a result or an event", () => {
  const decoder = new LifecycleDecoder();
  const bad: readonly object[] = [
    { event_type: "settled" },
    { event_type: "determined", result: "" },
    { event_type: "determined", result: "scalar" },
    { event_type: "determined", result: "maybe" },
    { event_type: "reborn" },
  ];
  for (const message of bad) {
    assertThrows(() => phaseOf(decoder, message), RangeError);
  }
});
