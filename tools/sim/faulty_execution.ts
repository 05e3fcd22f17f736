import {
  AmbiguousOutcomeError,
  type CancelReport,
  type Execution,
  FatalVenueError,
  type ReportListener,
  TransientVenueError,
  type VenueAccountReport,
  type VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { Approved } from "../../domain/approval.ts";
import type { Fill } from "../../domain/fill.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import type { Dice } from "./dice.ts";
import { ReportNoise } from "./report_noise.ts";
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
  readonly #noise: ReportNoise;
  readonly #listeners = new Set<ReportListener>();

  constructor(world: World, paper: PaperExchange) {
    this.#world = world;
    this.#dice = world.dice.fork("execution");
    this.#paper = paper;
    this.#noise = new ReportNoise(
      world,
      this.#dice,
      (orderId, report) => this.#tell(orderId, report),
    );
    paper.onReport((orderId, report) => this.#onChange(orderId, report));
  }

  /** Whether every fill was told that a report has left out. */
  get hasToldAll(): boolean {
    return this.#noise.untold === 0;
  }

  async submit(
    order: Approved<Order>,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    const { faults } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.turnedDown)) throw turnedDown();
    if (dice.happens(faults.barred)) throw barred();
    this.#onSent(order);
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
    return this.#noise.on(order.id, report);
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
    return this.#noise.on(orderId, report);
  }

  async cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport> {
    const { faults, findings, disk } = this.#world;
    findings.check(
      disk.cancelRequested.has(orderId),
      "no cancel leaves before its row",
      () => `The venue was asked to cancel ${orderId} for no row`,
    );
    const dice = this.#dice;
    if (dice.happens(faults.cancelTimeout)) {
      if (dice.happens(0.5)) {
        this.#world.clock.setTimer(
          () => void this.#paper.cancel(orderId, NEVER),
          dice.between(0, LATE_ARRIVAL_MS_MAX),
        );
      }
      await this.#world.pause(dice.between(0, 10_000));
      throw timedOut();
    }
    if (dice.happens(faults.cancelRefused)) {
      return { status: "cancel_refused", reason: "The order is locked." };
    }
    const report = await this.#paper.cancel(orderId, signal);
    await this.#delayAnswer();
    return report.status === "cancel_refused"
      ? report
      : this.#noise.on(orderId, report);
  }

  async account(sinceMs: number): Promise<VenueAccountReport> {
    const dice = this.#dice;
    if (dice.happens(this.#world.faults.accountTimeout)) {
      this.#world.tally.count("account time-out");
      await this.#world.pause(dice.between(0, 40_000));
      throw timedOut();
    }
    const report = await this.#paper.account(sinceMs);
    await this.#delayAnswer();
    return report;
  }

  onReport(listener: ReportListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns the venue's own record of an order, by the straight way. */
  async fillsOf(orderId: OrderId): Promise<readonly Fill[]> {
    const report = await this.#paper.query(orderId);
    return "fills" in report ? report.fills : [];
  }

  /** What the venue says by itself gets lost, comes late and comes twice. */
  #onChange(orderId: OrderId, report: VenueOrderReport): void {
    const { faults, clock } = this.#world;
    const dice = this.#dice;
    if (dice.happens(faults.lostReport)) return;
    const said = this.#noise.on(orderId, report);
    const lateMs = dice.happens(faults.lateReport)
      ? dice.between(10, LATE_ARRIVAL_MS_MAX)
      : 0;
    const times = dice.happens(faults.duplicateReport) ? 2 : 1;
    for (let n = 0; n < times; n += 1) {
      if (lateMs === 0) this.#tell(orderId, said);
      else clock.setTimer(() => this.#tell(orderId, said), lateMs);
    }
  }

  #tell(orderId: OrderId, report: VenueOrderReport): void {
    for (const listener of this.#listeners) listener(orderId, report);
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
}

function timedOut(): AmbiguousOutcomeError {
  return new AmbiguousOutcomeError(
    "Cannot tell what became of the order as the venue must answer in time: current value is no answer",
  );
}

function turnedDown(): TransientVenueError {
  return new TransientVenueError(
    "Cannot take the order as fewer must come at once: current value is too many requests",
  );
}

function barred(): FatalVenueError {
  return new FatalVenueError(
    "Cannot take the order as the account must be in good standing: current value is closed",
  );
}
