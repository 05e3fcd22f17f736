import { startDetector } from "../../actors/detector/actor.ts";
import { DETECTOR_MAILBOX } from "../../actors/detector/protocol.ts";
import { startFeed } from "../../actors/feed/actor.ts";
import { FEED_MAILBOX } from "../../actors/feed/protocol.ts";
import type { MarketEvent } from "../../actors/ports/market_data.ts";
import type { ArenaTopics } from "../../actors/ports/topics.ts";
import type { SettlerMessage } from "../../actors/settler/protocol.ts";
import { arenaOptions } from "../../composition/arena_options.ts";
import { loadSettings } from "../../config.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { MemoryJournal } from "../../db/memory_journal.ts";
import type { VenueId } from "../../domain/market.ts";
import { afterEventLoopTurn } from "../../runtime/clock.ts";
import {
  type ActorRef,
  ActorSystem,
  EventBus,
  type MailboxOptions,
  ManualDispatcher,
  SeededRandom,
  type StartActor,
  SystemClock,
} from "../../runtime/mod.ts";

const UNBOUNDED_ENOUGH: MailboxOptions<SettlerMessage> = {
  capacity: 4_096,
  overflow: { kind: "drop_oldest" },
};

/** The machine's time, looked at when it is told to: the live dispatcher looks once per wake-up and not per message. */
class LookedAtClock extends SystemClock {
  #monotonicMs = super.monotonicMs();

  override monotonicMs(): number {
    return this.#monotonicMs;
  }

  look(): void {
    this.#monotonicMs = super.monotonicMs();
  }
}

/** The arena's own feed and detector, as they run in production, with nobody behind them. */
export class DetectorStage {
  readonly #clock = new LookedAtClock();
  readonly #system = new ActorSystem({
    clock: this.#clock,
    random: new SeededRandom("ingest"),
    dispatcher: new ManualDispatcher(),
  });
  #tell: (event: MarketEvent) => void = () => {};

  /** Starts both and lists the markets that events will be about. */
  static async open(
    venue: VenueId,
    listings: readonly MarketEvent[],
  ): Promise<DetectorStage> {
    const stage = new DetectorStage();
    const system = stage.#system;
    await system.start({
      kind: "supervisor",
      id: "market",
      strategy: "one_for_one",
      intensity: 1,
      periodMs: 60_000,
      children: marketActors(system, venue, (tell) => stage.#tell = tell),
    });
    stage.tell(listings);
    // Listings go through the journal, which answers in turns of the event loop.
    await new Promise<void>(afterEventLoopTurn);
    system.runUntilIdle();
    return stage;
  }

  /** Tells the feed what a frame said, all of it in one turn as a socket does, and returns when the detector has seen it. */
  tell(events: readonly MarketEvent[]): void {
    if (events.length === 0) return;
    this.#clock.look();
    for (const event of events) this.#tell(event);
    this.#system.runUntilIdle();
  }

  /** Messages that the detector has handled. */
  get handled(): number {
    const actors = this.#system.inspect();
    return actors.find(({ path }) => path === "market/detector")?.handled ?? 0;
  }

  close(): Promise<void> {
    return this.#system.stop();
  }
}

function marketActors(
  system: ActorSystem,
  venue: VenueId,
  onTap: (tell: (event: MarketEvent) => void) => void,
) {
  const bus = new EventBus<ArenaTopics>();
  const journal = new MemoryJournal(SILENT_LOG);
  journal.onCommit((row) => bus.publish("row_committed", row));
  const { thresholds, staleAfterMs } = arenaOptions(loadSettings({}));
  const detector = system.reserve("market/detector", DETECTOR_MAILBOX);
  const settler = system.reserve("market/settler", UNBOUNDED_ENOUGH);
  const permanent = <Message>(
    ref: ActorRef<Message>,
    start: StartActor<Message>,
  ) => system.actor({ ref, start, restart: "permanent", shutdownMs: 1_000 });
  return [
    permanent(
      detector,
      (context) => startDetector({ journal, bus, thresholds }, context),
    ),
    permanent<SettlerMessage>(settler, () => ({ receive() {} })),
    permanent(
      system.reserve("market/feed", FEED_MAILBOX),
      (context) =>
        startFeed({
          marketData: {
            venue,
            run: (listener, signal) => {
              onTap(listener);
              return new Promise((resolve) =>
                signal.addEventListener("abort", () => resolve())
              );
            },
          },
          journal,
          bus,
          detector,
          settler,
          staleAfterMs,
          onRejection: () => {},
        }, context),
    ),
  ];
}
