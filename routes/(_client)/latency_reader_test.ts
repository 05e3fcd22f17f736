import { assertEquals } from "@std/assert";
import type { LatencyView } from "../../domain/view_latency.ts";
import { fetchLatency } from "./latency_reader.ts";

const ITEM = {
  part: "wire" as const,
  orders: 3,
  medianUs: 150_000,
  p99Us: 160_000,
};

Deno.test("fetchLatency() reads the parts, and nothing where there is no answer", async () => {
  const answers: readonly (() => Promise<Response>)[] = [
    () => Promise.resolve(Response.json({ items: [ITEM] })),
    () => Promise.resolve(Response.json({ error: {} }, { status: 503 })),
    () => Promise.resolve(new Response("no JSON")),
    () => Promise.reject(new TypeError("no connection")),
  ];
  const read: (readonly LatencyView[] | null)[] = [];
  for (const answer of answers) read.push(await fetchLatency(answer));
  assertEquals(read, [[ITEM], null, null, null]);
});
