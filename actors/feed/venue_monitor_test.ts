import { assertEquals } from "@std/assert";
import { VenueMonitor } from "./venue_monitor.ts";

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
  monitor.onRejected();
  assertEquals(standing(monitor), {
    status: "connected",
    eventsReceived: 2,
    framesRejected: 1,
    lastEventAtMs: 7,
  });
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
