import type {
  ReportListener,
  VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Dice } from "./dice.ts";
import type { World } from "./world.ts";

/** How long after the end of its order a fill comes at most, in milliseconds. */
const LATE_FILL_MS_MAX = 30_000;

/** What becomes of a report on its way: fills repeat, change places, and come with a later report. */
export class ReportNoise {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #tellLater: ReportListener;
  #untold = 0;

  /** @param tellLater Hears what a report left out, once its order is over. */
  constructor(world: World, dice: Dice, tellLater: ReportListener) {
    this.#world = world;
    this.#dice = dice;
    this.#tellLater = tellLater;
  }

  /** How many reports have left fills out that are still to be told. */
  get untold(): number {
    return this.#untold;
  }

  /** Returns what arrives of a report. */
  on(orderId: OrderId, report: VenueOrderReport): VenueOrderReport {
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
    const isOver = status === "canceled" || status === "expired";
    if (isOver && dice.happens(faults.lateFill)) {
      fills = fills.filter(() => dice.happens(0.5));
      this.#tellRest(orderId, report);
    }
    return { status, fills };
  }

  #tellRest(orderId: OrderId, report: VenueOrderReport): void {
    const { clock, tally } = this.#world;
    tally.count("late fill");
    this.#untold += 1;
    clock.setTimer(() => {
      this.#untold -= 1;
      this.#tellLater(orderId, report);
    }, this.#dice.between(200, LATE_FILL_MS_MAX));
  }
}
