import { startExecutor } from "../../actors/executor/actor.ts";
import { EXECUTOR_MAILBOX } from "../../actors/executor/protocol.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type { ArenaTopics } from "../../actors/ports/topics.ts";
import { startRisk } from "../../actors/risk/actor.ts";
import { RISK_MAILBOX, type RiskMessage } from "../../actors/risk/protocol.ts";
import { withDeadline } from "../../db/deadline.ts";
import type { OrderId } from "../../domain/ids.ts";
import { encodeEntry } from "../../domain/journal_codec.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { Order } from "../../domain/order.ts";
import {
  type ActorRef,
  ActorSystem,
  EventBus,
  LiveDispatcher,
  SystemClock,
  SystemRandom,
} from "../../runtime/mod.ts";
import { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { pathOptions } from "../path/setup.ts";
import type { OrderPlan } from "./planned_orders.ts";

/** What became of a plan. */
export interface OrderRun {
  readonly orders: number;
  /** From the first order's review to the commit of the last one's fill. */
  readonly elapsedMs: number;
  /** The rows of all orders, in the journal's order. */
  readonly rows: readonly JournalRow[];
}

/** How an order may end that was to be filled. */
const LOST: ReadonlySet<JournalEntry["kind"]> = new Set([
  "order_denied",
  "order_rejected",
  "order_canceled",
  "order_expired",
]);

/** An order that nobody brings on would be waited for in vain. */
const DEADLINE_MS = 60_000;
const LIFECYCLE = { restart: "permanent", shutdownMs: 5_000 } as const;

/**
 * Takes every order of `plan` through the arena's own risk and executor, `journal` and the paper exchange to its fill.
 *
 * @param journal Empty; it stays open.
 * @throws {Error} If an order ends otherwise, or an actor fails.
 */
export async function runOrders(
  plan: OrderPlan,
  journal: Journal,
): Promise<OrderRun> {
  await writePremises(plan, journal);
  const clock = new SystemClock();
  const failed = Promise.withResolvers<never>();
  const bus = new EventBus<ArenaTopics>();
  const unsubscribe = journal.onCommit((row) =>
    bus.publish("row_committed", row)
  );
  const system = new ActorSystem({
    clock,
    random: new SystemRandom(),
    dispatcher: new LiveDispatcher(),
    onFailure: ({ path, error }) =>
      failed.reject(
        new Error(
          `Cannot measure orders as no actor may fail: current value is ${path}`,
          { cause: error },
        ),
      ),
  });
  const risk = await startActors(system, { plan, journal, bus });
  for (const event of plan.feed.steps.flatMap(({ events }) => events)) {
    if (event.kind === "quote_changed") bus.publish(event.kind, event.quote);
    if (event.kind === "book_changed") bus.publish("book_shown", event.book);
  }
  const rows: JournalRow[] = [];
  const flow = new OrderFlow(plan, risk);
  const unfollow = journal.onCommit((row) => {
    rows.push(row);
    flow.onRow(row);
  });
  try {
    const startedMs = performance.now();
    flow.start();
    await withDeadline(clock, Promise.race([flow.done, failed.promise]), {
      deadlineMs: DEADLINE_MS,
      action: "measure orders",
    });
    const elapsedMs = performance.now() - startedMs;
    const orders = plan.sequences.flat().length;
    return { orders, elapsedMs, rows };
  } finally {
    unfollow();
    await system.stop();
    unsubscribe();
  }
}

/** Without these no order would be reviewed. */
async function writePremises(
  { feed, contestantIds }: OrderPlan,
  journal: Journal,
): Promise<void> {
  const { startingBalance } = pathOptions();
  const entries: readonly JournalEntry[] = [
    ...feed.markets.map((market) =>
      ({ kind: "market_listed", market }) as const
    ),
    ...contestantIds.map((contestantId) => ({
      kind: "contestant_enrolled",
      contestantId,
      name: contestantId,
      strategy: "bench",
      startingBalance,
    } as const)),
  ];
  const atMs = feed.steps[0]?.atMs ?? 0;
  await Promise.all(entries.map((entry) =>
    journal.append({
      entry,
      causationId: null,
      correlationId: null,
      occurredAtMs: atMs,
      recordedAtMs: atMs,
    })
  ));
}

/** The limits of orders per time and of losses in a row are lifted: they keep contestants from doing just this. */
async function startActors(
  system: ActorSystem,
  { plan, journal, bus }: {
    readonly plan: OrderPlan;
    readonly journal: Journal;
    readonly bus: EventBus<ArenaTopics>;
  },
): Promise<ActorRef<RiskMessage>> {
  const execution = new PaperExchange({
    venue: "kalshi",
    latencyMs: 0,
    clock: new SystemClock(),
  });
  for (const market of plan.feed.markets) {
    execution.onMarketEvent({ kind: "market_listed", market });
  }
  for (const { events } of plan.feed.steps) {
    for (const event of events) execution.onMarketEvent(event);
  }
  const limits = {
    ...pathOptions().limits,
    ordersPerSecondMax: Infinity,
    ordersPerMinuteMax: Infinity,
    ordersPerRoundMax: Infinity,
    cooldownLosses: Infinity,
  };
  const executor = system.reserve("execution/executor", EXECUTOR_MAILBOX);
  const risk = system.reserve("execution/risk", RISK_MAILBOX);
  await system.start({
    kind: "supervisor",
    id: "execution",
    strategy: "rest_for_one",
    intensity: 1,
    periodMs: 60_000,
    children: [
      system.actor({
        ref: executor,
        start: (context) =>
          startExecutor({ execution, journal, bus, risk }, context),
        ...LIFECYCLE,
      }),
      system.actor({
        ref: risk,
        start: (context) =>
          startRisk({ journal, bus, executor, limits }, context),
        ...LIFECYCLE,
      }),
    ],
  });
  return risk;
}

/** Sends the first order of each sequence, and the next as soon as the one before is filled. */
class OrderFlow {
  /** Resolves when every order is filled. */
  readonly done: Promise<void>;
  readonly #risk: ActorRef<RiskMessage>;
  readonly #plan: OrderPlan;
  /** What follows on each order; an order is in it until it is filled. */
  readonly #next = new Map<OrderId, Order | null>();
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;

  constructor(plan: OrderPlan, risk: ActorRef<RiskMessage>) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.done = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#plan = plan;
    this.#risk = risk;
    for (const orders of plan.sequences) {
      for (const [index, { id }] of orders.entries()) {
        this.#next.set(id, orders[index + 1] ?? null);
      }
    }
  }

  start(): void {
    for (const [order] of this.#plan.sequences) {
      if (order !== undefined) this.#risk.tell({ kind: "review_order", order });
    }
  }

  onRow({ entry }: JournalRow): void {
    if (LOST.has(entry.kind)) {
      return this.#reject(
        new Error(
          `Cannot measure orders as each must be filled: current value is ${
            encodeEntry(entry)
          }`,
        ),
      );
    }
    if (entry.kind !== "order_filled") return;
    const { orderId } = entry.fill;
    const next = this.#next.get(orderId);
    if (next === undefined) return;
    this.#next.delete(orderId);
    if (next !== null) this.#risk.tell({ kind: "review_order", order: next });
    else if (this.#next.size === 0) this.#resolve();
  }
}
