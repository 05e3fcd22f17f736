import type { TaskDue } from "../../domain/daily_task.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { PricePoint } from "../../domain/price_bar.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
  type EventBus,
} from "../../runtime/mod.ts";
import type { PriceStore } from "../ports/price_store.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import { OpenSpans } from "./open_spans.ts";
import type { PricekeeperMessage } from "./protocol.ts";

/** For how long what is kept beside the journal is kept, in milliseconds. */
export interface RetentionOptions {
  readonly pointsMs: number;
  readonly barsMs: number;
  /** `null` for good. */
  readonly transcriptsMs: number | null;
}

/** What the pricekeeper works with. */
export interface PricekeeperDependencies {
  readonly bus: EventBus<ArenaTopics>;
  readonly store: PriceStore;
  readonly retention: RetentionOptions;
}

/** Starts the pricekeeper: by the calendar it keeps points, makes bars of them and removes what is old. */
export function startPricekeeper(
  dependencies: PricekeeperDependencies,
  context: ActorContext<PricekeeperMessage>,
): Actor<PricekeeperMessage> {
  return new Pricekeeper(dependencies, context);
}

class Pricekeeper implements Actor<PricekeeperMessage> {
  readonly #dependencies: PricekeeperDependencies;
  readonly #context: ActorContext<PricekeeperMessage>;
  readonly #spans = new OpenSpans();
  /** `null` until somebody has told. */
  #events: ReadonlySet<MarketId> | null = null;
  /** The time of the newest points that were closed; what is told again of it finds them kept, or taken back. */
  #closedAtMs = -Infinity;
  /** Ends when everything that was begun before is over: bars are made of all points of their time. */
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(
    dependencies: PricekeeperDependencies,
    context: ActorContext<PricekeeperMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
  }

  recover(): void {
    const { bus } = this.#dependencies;
    const { self } = this.#context;
    bus.subscribe(
      "quote_changed",
      self,
      (quote): PricekeeperMessage => ({ kind: "quote_changed", quote }),
    );
    bus.subscribe(
      "events_shown",
      self,
      (events): PricekeeperMessage => ({ kind: "events_shown", events }),
    );
    bus.subscribe(
      "task_due",
      self,
      (due): PricekeeperMessage => ({ kind: "task_due", due }),
    );
  }

  receive(message: PricekeeperMessage): void {
    switch (message.kind) {
      case "quote_changed":
        return this.#spans.add(message.quote);
      case "events_shown":
        this.#events = new Set(message.events);
        return;
      case "task_due":
        return this.#onTask(message.due);
      case "task_done":
        return this.#report(message.due, message.outcome, false);
      case "task_failed":
        this.#spans.reopen(message.points);
        if (message.due.task === "update_prices") this.#closedAtMs = -Infinity;
        return this.#report(message.due, "The database did not do it.", true);
      default:
        return assertNever(message);
    }
  }

  #onTask(due: TaskDue): void {
    switch (due.task) {
      case "update_prices":
        return this.#keepPoints(due);
      case "record_price_history":
        return this.#do(due, async (store) => {
          const bars = await store.makeBars(due.dueAtMs);
          return `Made ${bars} bars.`;
        });
      case "clean_up":
        return this.#cleanUp(due);
      default:
        return;
    }
  }

  #keepPoints(due: TaskDue): void {
    const { dueAtMs } = due;
    if (this.#events === null || dueAtMs <= this.#closedAtMs) {
      return this.#report(due, "Kept 0 prices.", false);
    }
    const points = this.#spans.close(this.#events, dueAtMs);
    this.#closedAtMs = dueAtMs;
    this.#do(
      due,
      async (store) => `Kept ${await store.keep(points)} prices.`,
      points,
    );
  }

  #cleanUp(due: TaskDue): void {
    const { pointsMs, barsMs, transcriptsMs } = this.#dependencies.retention;
    const { dueAtMs } = due;
    this.#do(due, async (store) => {
      const removed = await store.cleanUp({
        pointsBeforeMs: dueAtMs - pointsMs,
        barsBeforeMs: dueAtMs - barsMs,
        transcriptsBeforeMs: transcriptsMs === null
          ? null
          : dueAtMs - transcriptsMs,
      });
      return `Removed ${removed.points} prices, ${removed.bars} bars and ${removed.transcripts} transcripts.`;
    });
  }

  /** Does one thing after the other. */
  #do(
    due: TaskDue,
    work: (store: PriceStore) => Promise<string>,
    points: readonly PricePoint[] = [],
  ): void {
    const done = this.#underWay.then(() => work(this.#dependencies.store));
    this.#underWay = done.catch(() => {});
    this.#context.pipeToSelf(
      done,
      (outcome): PricekeeperMessage => ({ kind: "task_done", due, outcome }),
      (): PricekeeperMessage => ({ kind: "task_failed", due, points }),
    );
  }

  #report(due: TaskDue, outcome: string, isFailed: boolean): void {
    this.#dependencies.bus.publish("task_done", {
      ...due,
      doneAtMs: this.#context.clock.nowMs(),
      outcome,
      isFailed,
    });
  }
}
