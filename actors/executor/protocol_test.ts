import { assertEquals } from "@std/assert";
import type { Approved } from "../../domain/approval.ts";
import type { Order } from "../../domain/order.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { type ActorRef, TestProbe } from "../../runtime/mod.ts";
import { approvedOrder } from "../../tests/actors/approved_order.ts";
import type { Execution } from "../ports/execution.ts";
import type { ExecutorMessage } from "./protocol.ts";

const NEVER = new AbortController().signal;

/** What the type checker must refuse. It is compiled with the tests and never called. */
export function bypassRisk(
  executor: ActorRef<ExecutorMessage>,
  execution: Execution,
  order: Order,
): void {
  // @ts-expect-error: only an approved order can be told to the executor.
  executor.tell({ kind: "submit_order", order });
  // @ts-expect-error: nor can it reach a venue.
  execution.submit(order, NEVER);
  // @ts-expect-error: a copy of an approved order is a new order.
  const forged: Approved<Order> = { ...order };
  executor.tell({ kind: "submit_order", order: forged });
}

Deno.test("pains: no order gets past risk: executor and venue take an approved order, a bare one does not compile", () => {
  const executor = new TestProbe<ExecutorMessage>();
  const order = approvedOrder(SAMPLE_ORDER);
  executor.tell({ kind: "submit_order", order });
  assertEquals(executor.messages, [{ kind: "submit_order", order }]);
});
