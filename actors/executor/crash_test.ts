import { assert, assertEquals } from "@std/assert";
import type { Approved } from "../../domain/approval.ts";
import type { Fill } from "../../domain/fill.ts";
import { fillId, type OrderId } from "../../domain/ids.ts";
import { type Quantity, quantity, subtract } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { SAMPLE_FILL } from "../../domain/testing/samples.ts";
import { booksOf, ENROLLED } from "../../domain/testing/story.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import type { CancelReport, VenueOrderReport } from "../ports/execution.ts";
import type { SetTradingState } from "../risk/protocol.ts";
import { startExecutor } from "./actor.ts";
import {
  approved,
  BUSY,
  GTC,
  LOST,
  ORDER_ID,
  other,
  PlayedExecution,
} from "./executor_testing.ts";
import { EXECUTOR_MAILBOX, type ExecutorMessage } from "./protocol.ts";

/** How the venue treats each order at first. */
const MANNERS = ["answers", "loses the answer", "turns it down first"] as const;
type Manner = typeof MANNERS[number];

interface VenueOrder {
  readonly order: Order;
  status: "accepted" | "filled" | "canceled";
  fills: readonly Fill[];
}

/** A venue with orders of its own, which it answers for at once. */
class HonestVenue extends PlayedExecution {
  override readonly arrivesWithinMs = 0;
  readonly orders = new Map<OrderId, VenueOrder>();
  readonly #manner: Manner;
  readonly #tried = new Set<OrderId>();
  /** Orders that it took twice. */
  doubled = 0;

  constructor(manner: Manner) {
    super();
    this.#manner = manner;
  }

  override submit(order: Approved<Order>): Promise<VenueOrderReport> {
    const isFirst = !this.#tried.has(order.id);
    this.#tried.add(order.id);
    if (isFirst && this.#manner === "turns it down first") {
      return Promise.reject(BUSY);
    }
    if (this.orders.has(order.id)) this.doubled += 1;
    this.orders.set(order.id, { order, status: "accepted", fills: [] });
    return this.#manner === "loses the answer"
      ? Promise.reject(LOST)
      : this.query(order.id);
  }

  override query(id: OrderId): Promise<VenueOrderReport> {
    return Promise.resolve(this.#reportOf(id));
  }

  override cancel(id: OrderId): Promise<CancelReport> {
    const held = this.orders.get(id);
    if (held?.status === "accepted") held.status = "canceled";
    return this.query(id);
  }

  /** Fills so much of an order that rests, and says so. */
  match(id: OrderId, contracts: Quantity): void {
    const held = this.orders.get(id);
    if (held?.status !== "accepted") return;
    const left = subtract(held.order.quantity, filledOf(held));
    const size = contracts < left ? contracts : left;
    held.fills = [...held.fills, {
      ...SAMPLE_FILL,
      id: fillId(`f_${id}_${held.fills.length}`),
      orderId: id,
      quantity: size,
    }];
    if (size === left) held.status = "filled";
    this.push(id, this.#reportOf(id));
  }

  #reportOf(id: OrderId): VenueOrderReport {
    const held = this.orders.get(id);
    return held === undefined
      ? { status: "unknown" }
      : { status: held.status, fills: held.fills };
  }
}

function filledOf({ fills }: VenueOrder): Quantity {
  return fills.reduce<bigint>(
    (sum, fill) => sum + fill.quantity,
    0n,
  ) as Quantity;
}

type Step = (stage: ActorStage<ExecutorMessage>, venue: HonestVenue) => void;
const B = other(1).id;
const WANTED = quantity("8");

function submit(change: Partial<Order>): Step {
  return (stage) =>
    void stage.tell({ kind: "submit_order", order: approved(change) });
}

/** An order that fills in part, is replaced, whose replacement fills in part and is taken back, and one more. */
const STEPS: readonly Step[] = [
  submit(GTC),
  (_, venue) => venue.match(ORDER_ID, quantity("4")),
  submit({ ...GTC, id: B, replaces: ORDER_ID, quantity: WANTED }),
  (_, venue) => venue.match(B, quantity("3")),
  (stage) =>
    void stage.tell({ kind: "cancel_order", orderId: B, reason: "Enough." }),
  (_, venue) => venue.match(B, quantity("1")),
  submit({ ...GTC, ...other(2) }),
  (_, venue) => venue.match(other(2).id, quantity("10")),
];

/** Plays all steps and crashes the executor at the moments given. Returns how many moments and orders there were. */
async function play(manner: Manner, crashes: readonly number[]) {
  const stage = new ActorStage<ExecutorMessage>();
  const { journal } = stage;
  const venue = new HonestVenue(manner);
  const risk = new TestProbe<SetTradingState>();
  journal.write(ENROLLED);
  await stage.open(
    EXECUTOR_MAILBOX,
    (parts, context) =>
      startExecutor(
        { ...parts, execution: venue, risk },
        context,
      ),
  );
  let moments = 0;
  const moment = async (): Promise<void> => {
    await stage.settle();
    if (crashes.includes(moments++)) await stage.crash();
  };
  for (const step of STEPS) {
    journal.isHolding = true;
    step(stage, venue);
    await moment();
    while (journal.waiting > 0) {
      await stage.commit();
      await moment();
    }
    await stage.advance(2_000);
    await moment();
    journal.isHolding = false;
    await stage.commit();
    await stage.advance(2_000);
    await moment();
  }
  for (const { order } of venue.orders.values()) {
    await stage.tell({
      kind: "cancel_order",
      orderId: order.id,
      reason: "The end.",
    });
  }
  await stage.advance(120_000);
  const books = booksOf(journal.rows.map(({ entry }) => entry));
  const booked = journal.entries("order_filled").map(({ fill }) => fill.id);
  const made = [...venue.orders.values()].flatMap(({ fills }) => fills)
    .map(({ id }) => id);
  assertEquals(venue.doubled, 0, "no order twice");
  assertEquals(booked.toSorted(), made.toSorted(), "no fill lost or doubled");
  assertEquals([...books.orders.working.keys()], [], "every order ends");
  const replacement = venue.orders.get(B);
  assert(
    replacement === undefined || replacement.order.quantity <= WANTED,
    "never more than was wanted",
  );
  await stage.close();
  return { moments, orders: venue.orders.size, fills: made.length };
}

for (const manner of MANNERS) {
  Deno.test(`executor sends no order twice and loses no fill where the venue ${manner}, crashed at any moment and at any two`, async () => {
    const { moments, orders, fills } = await play(manner, []);
    assertEquals([orders, fills], [3, 3]);
    for (let first = 0; first < moments; first++) {
      await play(manner, [first]);
      await play(manner, [first, first + 1]);
      await play(manner, [first, first + 3]);
    }
  });
}
