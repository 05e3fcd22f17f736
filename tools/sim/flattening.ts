import type { ContestantId } from "../../domain/ids.ts";
import { seasonOf } from "../../domain/season.ts";
import type { Position } from "../../domain/position.ts";
import { holdsFor, type TradingScope } from "../../domain/trading_state.ts";
import type { EndedRun } from "./end_checks.ts";
import type { Restriction } from "./operator.ts";
import { VENUE } from "./simulated_venue.ts";

/** The step that sells everything. */
export const FLATTEN: Restriction = { state: "reducing", step: "flatten" };

/** An order that is on its way for longer is in doubt, in milliseconds. */
export const ON_ITS_WAY_MS_MAX = 5_000;

/** Whether nothing keeps sales from leaving. */
export function isReady(
  { world, execution, process }: EndedRun,
): boolean {
  const { disk: { books }, clock } = world;
  const { controls, contestants, orders, seasons } = books;
  const isDoubtful = [...orders.working.values()].some((order) =>
    (order.status === "submitted" || order.status === "pending_cancel") &&
    clock.nowMs() - order.createdAtMs > ON_ITS_WAY_MS_MAX
  );
  return !isDoubtful && execution.hasToldAll &&
    process.unrest().length === 0 &&
    controls.deadLetters.size === 0 && controls.circuitOf(VENUE) !== "open" &&
    [...contestants.keys()].every((id) =>
      controls.stateOf(id) === "active" || seasons.isOver(seasonOf(id))
    );
}

/** A wind-down in a world where nothing goes wrong and somebody bids for everything. */
export class Flattening {
  readonly scope: TradingScope;
  readonly #run: EndedRun;

  constructor(run: EndedRun, scope: TradingScope) {
    this.#run = run;
    this.scope = scope;
  }

  /** Whether somebody of its scope holds nothing and is about to. */
  get isTempting(): boolean {
    const { orders, positions } = this.#run.world.disk.books;
    return [...orders.working.values()].some(({ contestantId, status }) =>
      status === "submitted" && this.#isWithin(contestantId) &&
      [...positions.of(contestantId)].length === 0
    );
  }

  /** Whether it has ended in a halt of its own. */
  get isOver(): boolean {
    const { books } = this.#run.world.disk;
    const standing = books.controls.standing(this.scope);
    return standing?.state === "halted" && standing.cause === "flattened";
  }

  /** Holds the wind-down to its end: a halt, and nothing held that could be sold. */
  check(): void {
    const { findings, tally } = this.#run.world;
    if (this.#isOvertaken()) {
      return tally.count("wind-down: overtaken by the end of a season");
    }
    const held = this.#held();
    tally.count("wind-down: ended");
    findings.check(
      this.isOver,
      "a wind-down ends with nothing held",
      () => `It goes on, and ${held.length} positions are held`,
    );
    findings.check(
      held.length === 0,
      "a wind-down ends with nothing held",
      () =>
        held.map(({ contestantId, marketId, outcome, quantity }) =>
          `${contestantId} holds ${quantity} ${outcome} of ${marketId}`
        ).join("; "),
    );
  }

  /** Whether it is for somebody whose season is over by now, or who keeps what it holds as the season says so. */
  #isOvertaken(): boolean {
    const { positions, seasons } = this.#run.world.disk.books;
    const { scope } = this;
    return scope.kind === "contestant" &&
        seasons.isOver(seasonOf(scope.contestantId)) ||
      [...positions.all()].some(({ contestantId, quantity }) =>
        quantity > 0n && this.#isWithin(contestantId) &&
        seasons.isOver(seasonOf(contestantId))
      );
  }

  /** Returns what its scope holds in markets where somebody bids, and that the arena knows to be open. */
  #held(): readonly Position[] {
    const { world: { disk, clock }, venue } = this.#run;
    const { positions, markets, seasons } = disk.books;
    return [...positions.all()].filter(
      ({ quantity, marketId, contestantId }) => {
        const market = venue.markets.get(marketId)?.market;
        return this.#isWithin(contestantId) && quantity > 0n &&
          // Whose season is over sells or keeps by its terms.
          !seasons.isOver(seasonOf(contestantId)) &&
          market?.phase === "open" &&
          clock.nowMs() < market.closesAtMs &&
          markets.get(marketId)?.market.phase === "open";
      },
    );
  }

  #isWithin(contestantId: ContestantId): boolean {
    return holdsFor(this.scope, contestantId);
  }
}
