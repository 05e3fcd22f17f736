import { startBroadcaster } from "../../actors/broadcaster/actor.ts";
import { BROADCASTER_MAILBOX } from "../../actors/broadcaster/protocol.ts";
import { startDetector } from "../../actors/detector/actor.ts";
import { DETECTOR_MAILBOX } from "../../actors/detector/protocol.ts";
import { startExecutor } from "../../actors/executor/actor.ts";
import {
  EXECUTOR_MAILBOX,
  type ExecutorMessage,
} from "../../actors/executor/protocol.ts";
import { startFeed } from "../../actors/feed/actor.ts";
import { FEED_MAILBOX } from "../../actors/feed/protocol.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type { ArenaTopics } from "../../actors/ports/topics.ts";
import { startRisk } from "../../actors/risk/actor.ts";
import { RISK_MAILBOX } from "../../actors/risk/protocol.ts";
import { startSettler } from "../../actors/settler/actor.ts";
import { SETTLER_MAILBOX } from "../../actors/settler/protocol.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { emptyView, type ViewOrigin } from "../../domain/view_reducer.ts";
import { SseHub } from "../../routes/(_api)/sse_hub.ts";
import { afterEventLoopTurn } from "../../runtime/clock.ts";
import {
  type Actor,
  type ActorRef,
  ActorSystem,
  type AnyChildSpec,
  EventBus,
  LiveDispatcher,
  type StartActor,
  SystemClock,
  SystemRandom,
} from "../../runtime/mod.ts";
import { playFeed } from "../path/played_feed.ts";
import { pathOptions } from "../path/setup.ts";
import { type ArenaLoad, Figures } from "./figures.ts";
import { openPaper, writePremises } from "./premises.ts";
import { sentAtMsOf, SocketTicks, tickOf } from "./socket_ticks.ts";
import { TAKER_MAILBOX, takerActor, type TakerMessage } from "./taker.ts";
import { preciseNowMs } from "./tick.ts";

const ONE_TURN = { durationMs: 8, spacingMs: 8 };
const STALE_AFTER_MS = 5_000;
/** The market data never ends by itself: a stop waits for what is queued alone. */
const LIFECYCLE = {
  restart: "permanent",
  shutdownMs: 5_000,
  drain: "messages",
} as const;
const ORIGIN: Omit<ViewOrigin, "startedAtMs"> = {
  mode: "paper",
  venue: { id: "kalshi", label: "Bench" },
};

/** What an arena is run with. */
export interface LiveArenaOptions {
  readonly load: ArenaLoad;
  /** Empty; it stays open. */
  readonly journal: Journal;
  readonly tickUrl: string;
  /** Whether anybody may watch. */
  readonly isWatched: boolean;
}

/** A running arena. */
export interface LiveArena {
  readonly figures: Figures;
  /** Where viewers connect; `null` where nobody may. */
  readonly port: number | null;
  /** Messages in mailboxes and rows on their way. */
  readonly waiting: number;
  stop(): Promise<void>;
}

/**
 * Starts the arena's own feed, detector, risk, executor, settler and broadcaster, its paper exchange and its stream,
 * with one contestant that orders on ticks.
 *
 * @throws {Error} If an actor does not start.
 */
export async function startLiveArena(
  options: LiveArenaOptions,
): Promise<LiveArena> {
  const arena = new Assembly(options);
  await arena.start();
  return arena;
}

class Assembly implements LiveArena {
  readonly figures = new Figures();
  readonly #options: LiveArenaOptions;
  readonly #clock = new SystemClock();
  readonly #bus = new EventBus<ArenaTopics>();
  readonly #hub: SseHub;
  readonly #origin: ViewOrigin;
  readonly #feed = playFeed({ ...ONE_TURN, startMs: Date.now() });
  readonly #system: ActorSystem;
  readonly #taker: ActorRef<TakerMessage>;
  readonly #sent = new Map<OrderId, number>();
  readonly #arrived = new Map<OrderId, number>();
  #server: Deno.HttpServer<Deno.NetAddr> | null = null;
  #unfollow: () => void = () => {};

  constructor(options: LiveArenaOptions) {
    this.#options = options;
    this.#origin = { ...ORIGIN, startedAtMs: this.#clock.nowMs() };
    this.#hub = new SseHub({
      timer: this.#clock,
      afterEventLoopTurn,
      initial: emptyView(this.#origin),
    });
    this.#system = new ActorSystem({
      clock: this.#clock,
      random: new SystemRandom(),
      dispatcher: new LiveDispatcher(),
      onFailure: ({ path, error }) => {
        throw new Error(`Cannot measure the arena as ${path} failed`, {
          cause: error,
        });
      },
    });
    this.#taker = this.#system.reserve("arena/taker", TAKER_MAILBOX);
  }

  get port(): number | null {
    return this.#server?.addr.port ?? null;
  }

  get waiting(): number {
    const { rowsAppended, rowsCommitted } = this.figures;
    const depths = this.#system.inspect().map((actor) => actor.mailboxDepth);
    return depths.reduce((sum, depth) => sum + depth, 0) + rowsAppended -
      rowsCommitted;
  }

  async start(): Promise<void> {
    const { journal, isWatched } = this.#options;
    await writePremises(journal, this.#feed, this.#clock.nowMs());
    this.#unfollow = journal.onCommit((row) => {
      this.#bus.publish("row_committed", row);
      this.figures.rowCommitted();
      this.#onCommitted(row.entry);
    });
    if (isWatched) {
      this.#server = Deno.serve(
        { port: 0, hostname: "127.0.0.1", onListen: () => {} },
        () => this.#hub.connect(null),
      );
    }
    await this.#system.start({
      kind: "supervisor",
      id: "arena",
      strategy: "one_for_one",
      intensity: 1,
      periodMs: 60_000,
      children: this.#children(),
    });
  }

  async stop(): Promise<void> {
    await this.#system.stop();
    this.#unfollow();
    this.#hub.close();
    await this.#server?.shutdown();
  }

  /** Consumers first, as in the arena's own tree. */
  #children(): readonly AnyChildSpec[] {
    const { load, isWatched, tickUrl } = this.#options;
    const { journal, bus } = this.#followed();
    const options = pathOptions();
    const limits = {
      ...options.limits,
      ordersPerSecondMax: Infinity,
      ordersPerMinuteMax: Infinity,
      ordersPerRoundMax: Infinity,
      cooldownLosses: Infinity,
    };
    const system = this.#system;
    const executor = system.reserve("arena/executor", EXECUTOR_MAILBOX);
    const settler = system.reserve("arena/settler", SETTLER_MAILBOX);
    const risk = system.reserve("arena/risk", RISK_MAILBOX);
    const detector = system.reserve("arena/detector", DETECTOR_MAILBOX);
    const feed = system.reserve("arena/feed", FEED_MAILBOX);
    const execution = openPaper(this.#feed, this.#clock);
    const marketData = new SocketTicks(
      tickUrl,
      this.#feed,
      () => this.figures.ticksReceived += 1,
    );
    bus.subscribe(
      "quote_changed",
      this.#taker,
      (quote) => ({ kind: "quote_changed", quote }),
    );
    return [
      ...(isWatched ? [this.#broadcaster()] : []),
      this.#actor(executor, (context) =>
        this.#timed(
          startExecutor({ execution, journal, bus, risk }, context),
        )),
      this.#actor(settler, (context) =>
        startSettler({
          journal,
          bus,
          equityIntervalMs: options.equityIntervalMs,
          resolution: {
            venue: "kalshi",
            resolve: (marketId) =>
              Promise.resolve({ marketId, phase: "open", resolution: null }),
          },
        }, context)),
      this.#actor(
        risk,
        (context) => startRisk({ journal, bus, executor, limits }, context),
      ),
      this.#actor(this.#taker, () =>
        takerActor({
          ticksPerOrder: load.ticksPerOrder,
          tickOf,
          risk,
          onTick: () => this.figures.ticksHandled += 1,
          onOrder: (id, quote) => this.#sent.set(id, sentAtMsOf(quote)),
        })),
      this.#actor(detector, (context) =>
        startDetector(
          { journal, bus, thresholds: options.thresholds },
          context,
        )),
      this.#actor(feed, (context) =>
        startFeed({
          marketData,
          journal,
          bus,
          detector,
          settler,
          staleAfterMs: STALE_AFTER_MS,
          onRejection: () => {},
        }, context)),
    ];
  }

  #broadcaster(): AnyChildSpec {
    const { load } = this.#options;
    const { journal, bus } = this.#followed();
    const system = this.#system;
    const broadcaster = system.reserve(
      "arena/broadcaster",
      BROADCASTER_MAILBOX,
    );
    return this.#actor(broadcaster, (context) =>
      startBroadcaster({
        journal,
        bus,
        stream: this.#hub,
        origin: this.#origin,
        phase: () => ({ name: "trading", sentence: "The bench trades." }),
        inspect: () => system.inspect(),
        onOrderTimed: () => {},
        cadence: {
          flushMs: load.flushMs,
          wordsFlushMs: load.flushMs,
          urgentFlushMs: load.flushMs,
          inspectMs: 500,
        },
      }, context));
  }

  /** Notes when an order is in the executor's hands. */
  #timed(actor: Actor<ExecutorMessage>): Actor<ExecutorMessage> {
    return {
      recover: () => actor.recover?.(),
      receive: (message) => {
        if (message.kind === "submit_order") this.#onArrived(message.order.id);
        return actor.receive(message);
      },
      signal: (signal) => actor.signal?.(signal),
    };
  }

  #onArrived(id: OrderId): void {
    const nowMs = preciseNowMs();
    const sentAtMs = this.#sent.get(id) ?? NaN;
    this.#sent.delete(id);
    this.figures.rowsAppended += 1;
    this.#arrived.set(id, nowMs);
    this.figures.arrived(nowMs - sentAtMs);
  }

  #onCommitted(entry: JournalEntry): void {
    if (entry.kind === "order_denied") return this.figures.denied();
    if (entry.kind === "order_filled") return this.#taker.tell(entry);
    if (entry.kind !== "order_submitted") return;
    const { id } = entry.order;
    const arrivedAtMs = this.#arrived.get(id) ?? NaN;
    this.#arrived.delete(id);
    this.figures.rowsCommitted += 1;
    this.figures.committed(preciseNowMs() - arrivedAtMs);
  }

  #followed() {
    return { journal: this.#options.journal, bus: this.#bus };
  }

  #actor<Message>(
    ref: ActorRef<Message>,
    start: StartActor<Message>,
  ): AnyChildSpec {
    return this.#system.actor({ ref, start, ...LIFECYCLE });
  }
}
