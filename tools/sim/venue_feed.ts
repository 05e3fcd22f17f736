import type {
  MarketData,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { Dice } from "./dice.ts";
import { type MarketTruth, VENUE } from "./simulated_venue.ts";
import type { World } from "./world.ts";

interface Connection {
  readonly listener: (event: MarketEvent) => void;
  readonly fail: (error: Error) => void;
}

/**
 * What carries the venue's word to the arena, well or badly: drops, delays, repeats and garbles events, freezes,
 * disconnects. A new connection begins with every market that is not over, as a real client's does.
 */
export class VenueFeed implements MarketData {
  readonly venue = VENUE;
  readonly #world: World;
  readonly #dice: Dice;
  readonly #truths: () => Iterable<MarketTruth>;
  #connection: Connection | null = null;
  #silentUntilMs = 0;
  #isDown = false;

  constructor(world: World, truths: () => Iterable<MarketTruth>) {
    this.#world = world;
    this.#dice = world.dice.fork("feed");
    this.#truths = truths;
  }

  run(
    listener: (event: MarketEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const connection: Connection = { listener, fail: reject };
    this.#connection = connection;
    const end = () => {
      if (this.#connection === connection) this.#connection = null;
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
    if (!this.#isDown) this.#greet();
    return promise;
  }

  /** Ends the connection of a process that is gone. */
  hangUp(): void {
    this.#connection = null;
  }

  /** Carries one event, as well as it does now. */
  carry(event: MarketEvent): void {
    const { faults, clock } = this.#world;
    const dice = this.#dice;
    if (this.#isDown || clock.nowMs() < this.#silentUntilMs) return;
    if (dice.happens(faults.droppedEvent)) return;
    if (dice.happens(faults.malformedFrame)) {
      return this.#send({
        kind: "frame_rejected",
        rejection: {
          venue: VENUE,
          source: "simulation",
          message:
            "Cannot decode the frame as it must be JSON: current value is noise",
        },
      });
    }
    if (dice.happens(faults.lateEvent)) {
      clock.setTimer(() => this.#send(event), dice.between(200, 20_000));
      return;
    }
    this.#send(event);
    if (dice.happens(faults.duplicateEvent)) this.#send(event);
  }

  /** Lets the connection freeze, drop or fail, if it is to do so now. */
  beat(): void {
    const { faults, clock } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.frozenFeed)) {
      this.#silentUntilMs = clock.nowMs() + dice.between(1_000, 90_000);
    }
    if (dice.happens(faults.disconnect)) this.#disconnect();
    if (dice.happens(faults.feedError)) {
      this.#connection?.fail(
        new Error(
          "Cannot read on as the venue must keep its connection open: current value is closed",
        ),
      );
    }
  }

  /** Ends every silence. */
  calm(): void {
    this.#silentUntilMs = 0;
    this.#reconnect();
  }

  #disconnect(): void {
    if (this.#isDown) return;
    this.#send({
      kind: "connection_changed",
      status: "disconnected",
      reason: "The simulation says so.",
    });
    this.#isDown = true;
    this.#world.clock.setTimer(
      () => this.#reconnect(),
      this.#dice.between(1_000, 30_000),
    );
  }

  #reconnect(): void {
    this.#isDown = false;
    this.#greet();
  }

  #greet(): void {
    this.#send({
      kind: "connection_changed",
      status: "connected",
      reason: "Connected.",
    });
    const occurredAtMs = this.#world.clock.nowMs();
    for (const { market, resolution } of this.#truths()) {
      if (isSettling(market.phase)) continue;
      this.#send({ kind: "market_listed", market });
      this.#send({
        kind: "market_phase_changed",
        marketId: market.id,
        phase: market.phase,
        resolution,
        occurredAtMs,
      });
    }
  }

  #send(event: MarketEvent): void {
    this.#connection?.listener(event);
  }
}
