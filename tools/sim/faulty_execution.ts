import {
  AmbiguousOutcomeError,
  type Execution,
  type VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { Approved } from "../../domain/approval.ts";
import type { Fill } from "../../domain/fill.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import type { Dice } from "./dice.ts";
import { VENUE } from "./simulated_venue.ts";
import type { World } from "./world.ts";

/** Longest time that an order may still be on its way after its sender gave up, in milliseconds. */
const LATE_ARRIVAL_MS_MAX = 8_000;
const NEVER = new AbortController().signal;

/**
 * The way to the paper exchange and back, with everything that gets lost on it. It outlives the arena's process,
 * as a venue does, and holds every order that is sent to what must be true of it.
 */
export class FaultyExecution implements Execution {
  readonly venue = VENUE;
  readonly mode = "paper";
  readonly arrivesWithinMs = 10_000;
  readonly sent = new Set<OrderId>();
  readonly #world: World;
  readonly #dice: Dice;
  readonly #paper: PaperExchange;

  constructor(world: World, paper: PaperExchange) {
    this.#world = world;
    this.#dice = world.dice.fork("execution");
    this.#paper = paper;
  }

  async submit(
    order: Approved<Order>,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    this.#onSent(order);
    const { faults } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.timeoutBeforeAcceptance)) {
      await this.#world.pause(dice.between(0, 10_000));
      return this.#timeOut(order);
    }
    if (dice.happens(faults.timeoutAfterAcceptance)) {
      const arrivesMs = dice.happens(0.5)
        ? 0
        : dice.between(0, LATE_ARRIVAL_MS_MAX);
      this.#world.clock.setTimer(
        () => void this.#paper.submit(order, NEVER),
        arrivesMs,
      );
      await this.#world.pause(dice.between(0, 10_000));
      return this.#timeOut(order);
    }
    const report = await this.#paper.submit(order, signal);
    await this.#delayAnswer();
    return this.#distorted(report);
  }

  async query(orderId: OrderId): Promise<VenueOrderReport> {
    const { faults } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.queryTimeout)) {
      await this.#world.pause(dice.between(0, 10_000));
      throw timedOut();
    }
    const report = await this.#paper.query(orderId);
    await this.#delayAnswer();
    return this.#distorted(report);
  }

  /** Returns the venue's own record of an order, by the straight way. */
  async fillsOf(orderId: OrderId): Promise<readonly Fill[]> {
    const report = await this.#paper.query(orderId);
    return "fills" in report ? report.fills : [];
  }

  #onSent(order: Order): void {
    const { findings, disk } = this.#world;
    findings.check(
      disk.submitted.has(order.id),
      "no venue order without a committed approval",
      () => `Order ${order.id} left before its row was committed`,
    );
    findings.check(
      !this.sent.has(order.id),
      "no intent reaches the venue twice",
      () => `Order ${order.id} was sent twice`,
    );
    this.sent.add(order.id);
  }

  /** The planted bug takes a lost answer for a lost order. */
  async #timeOut(order: Approved<Order>): Promise<VenueOrderReport> {
    if (this.#world.planted !== "resubmit_after_timeout") throw timedOut();
    this.#onSent(order);
    return await this.#paper.submit(order, NEVER);
  }

  async #delayAnswer(): Promise<void> {
    const { faults } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.slowAnswer)) {
      await this.#world.pause(dice.between(10, 8_000));
    }
    if (dice.happens(faults.venueError)) {
      throw new TypeError(
        "Cannot read the venue's answer as it must match its schema: current value is another one",
      );
    }
  }

  #distorted(report: VenueOrderReport): VenueOrderReport {
    const { faults } = this.#world;
    const dice = this.#dice;
    if (!("fills" in report) || report.fills.length === 0) return report;
    let { status, fills } = report;
    if (dice.happens(faults.reorderedFills)) fills = dice.shuffled(fills);
    if (dice.happens(faults.duplicateFill)) {
      fills = dice.shuffled([...fills, dice.pick(fills)]);
    }
    if (dice.happens(faults.partialReport)) {
      fills = fills.filter(() => dice.happens(0.5));
      // A venue that calls an order over has booked its fills; one that calls it filled may lag behind.
      if (status !== "filled" || dice.happens(0.5)) status = "accepted";
    }
    return { status, fills };
  }
}

function timedOut(): AmbiguousOutcomeError {
  return new AmbiguousOutcomeError(
    "Cannot tell what became of the order as the venue must answer in time: current value is no answer",
  );
}
