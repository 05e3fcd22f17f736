import { assertEquals } from "@std/assert";
import { EventBus } from "./event_bus.ts";
import { TestProbe } from "./test_probe.ts";

// A type alias, because an interface has no index signature.
type Topics = { readonly ticked: number; readonly named: string };

Deno.test("EventBus.publish() delivers to the subscribers of the topic, in order of subscription", () => {
  const bus = new EventBus<Topics>();
  const log: string[] = [];
  for (const path of ["a", "b"]) {
    bus.subscribe("ticked", new TestProbe<string>({ path }), (count) => {
      log.push(path);
      return `${count}`;
    });
  }
  const named = new TestProbe<string>();
  bus.subscribe("named", named, (name) => name);
  bus.publish("ticked", 1);
  named.expectNoMessage();
  assertEquals(log, ["a", "b"]);
});

Deno.test("EventBus.subscribe() replaces the subscription of the same ref in its place, and never doubles it", () => {
  const bus = new EventBus<Topics>();
  const probe = new TestProbe<string>();
  const cancelOld = bus.subscribe("ticked", probe, (count) => `old ${count}`);
  const cancelNew = bus.subscribe("ticked", probe, (count) => `new ${count}`);
  bus.publish("ticked", 1);
  assertEquals([probe.messages, bus.subscriberCount("ticked")], [["new 1"], 1]);
  cancelOld();
  assertEquals(bus.subscriberCount("ticked"), 1);
  cancelNew();
  bus.publish("ticked", 2);
  assertEquals([probe.messages.length, bus.subscriberCount("ticked")], [1, 0]);
});
