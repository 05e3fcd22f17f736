import { assertEquals } from "@std/assert";
import { VenueMonitor } from "./venue_monitor.ts";

const REJECTION = {
  venue: "kalshi",
  source: "socket",
  message: "Cannot decode a frame as price must be text: current value is 7",
} as const;

function standing(monitor: VenueMonitor) {
  const { status, eventsReceived, framesRejected, lastEventAtMs } =
    monitor.status;
  return { status, eventsReceived, framesRejected, lastEventAtMs };
}

Deno.test("VenueMonitor counts events and rejected frames", () => {
  const monitor = new VenueMonitor("kalshi", 1_000);
  monitor.onConnection("connected", "Connected.", 0);
  monitor.onEvent(5);
  monitor.onEvent(7);
  monitor.onRejected(REJECTION, 8);
  assertEquals(standing(monitor), {
    status: "connected",
    eventsReceived: 2,
    framesRejected: 1,
    lastEventAtMs: 7,
  });
});

Deno.test("VenueMonitor tells the newest price of each symbol, and takes none for a word of the venue", () => {
  const monitor = new VenueMonitor("kalshi", 1_000);
  monitor.onConnection("connected", "Connected.", 0);
  const before = monitor.status;
  for (const [symbol, price] of [["BTC-USD", "1"], ["BTC-USD", "2"]] as const) {
    monitor.onReference({ symbol, price, occurredAtMs: 5 });
  }
  assertEquals(monitor.status.references, [
    { symbol: "BTC-USD", price: "2", occurredAtMs: 5 },
  ]);
  assertEquals(before.references, undefined);
  assertEquals(monitor.status, monitor.status);
  assertEquals(monitor.status.lastEventAtMs, null);
  monitor.check(1_001);
  assertEquals(monitor.status.status, "stale");
});

Deno.test("VenueMonitor.check() calls an open connection stale once it is silent for longer than the limit", () => {
  const monitor = new VenueMonitor("kalshi", 1_000);
  monitor.onConnection("connected", "Connected.", 0);
  monitor.onEvent(500);
  monitor.check(1_500);
  assertEquals(monitor.status.status, "connected");
  monitor.check(1_501);
  assertEquals(monitor.status.status, "stale");
  monitor.onEvent(1_600);
  assertEquals(monitor.status.status, "connected");
});

Deno.test("VenueMonitor.check() notices a connection that never said anything", () => {
  const monitor = new VenueMonitor("kalshi", 1_000);
  monitor.onConnection("connected", "Connected.", 10_000);
  monitor.check(11_000);
  assertEquals(monitor.status.status, "connected");
  monitor.check(11_001);
  assertEquals(monitor.status.status, "stale");
});

Deno.test("VenueMonitor.check() measures silence from a reconnection, not from before it", () => {
  const monitor = new VenueMonitor("kalshi", 1_000);
  monitor.onConnection("connected", "Connected.", 0);
  monitor.onEvent(1);
  monitor.onConnection("disconnected", "Closed.", 50_000);
  monitor.check(50_001);
  assertEquals(monitor.status.status, "disconnected");
  monitor.onConnection("connected", "Connected.", 60_000);
  monitor.check(60_500);
  assertEquals(monitor.status.status, "connected");
});

Deno.test("VenueMonitor calls a venue degraded whose messages change shape, until they make sense again", () => {
  const monitor = new VenueMonitor("kalshi", 100_000);
  monitor.onConnection("connected", "Connected.", 0);
  for (let count = 0; count < 25; count += 1) monitor.onRejected(REJECTION, 10);
  assertEquals(monitor.status.status, "degraded");
  assertEquals(
    monitor.status.reason,
    `25 of the last 25 messages are in a shape that is not known, so nothing is traded: ${REJECTION.message}`,
  );
  monitor.onEvent(30_000);
  monitor.check(30_000);
  assertEquals(monitor.status.status, "degraded");
  monitor.check(70_000);
  assertEquals(monitor.status.status, "connected");
});

Deno.test("VenueMonitor does not blame the protocol of a venue that does not answer", () => {
  const monitor = new VenueMonitor("kalshi", 100_000);
  monitor.onConnection("connected", "Connected.", 0);
  for (let count = 0; count < 100; count += 1) {
    monitor.onRejected({ ...REJECTION, isUnanswered: true }, 10);
  }
  assertEquals(monitor.status.status, "connected");
  assertEquals(monitor.status.framesRejected, 100);
});
