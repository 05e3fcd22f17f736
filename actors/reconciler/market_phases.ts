import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { MarketPhase } from "../../domain/market.ts";
import type { ActorContext, ActorRef } from "../../runtime/mod.ts";
import type { ResolutionSource } from "../ports/resolution.ts";
import type { SettlerMessage } from "../settler/protocol.ts";
import type { Difference } from "./differences.ts";
import type { PhaseReported, ReconcilerMessage } from "./protocol.ts";

/** What markets are asked about with, and who is told of the answers. */
export interface MarketPhasesOptions {
  readonly context: ActorContext<ReconcilerMessage>;
  readonly resolution: ResolutionSource;
  readonly settler: ActorRef<SettlerMessage>;
  readonly books: ArenaBooks;
}

/** So often must the venue say that a market goes on: its answers may lag behind what it has paid out. */
const ANSWERS_WANTED = 2;

/**
 * How the venue says that markets stand in which holdings differ: what was held is gone as well where a market
 * was paid out and we have not heard of it yet.
 */
export class MarketPhases {
  readonly #options: MarketPhasesOptions;
  readonly #phases = new Map<MarketId, readonly MarketPhase[]>();
  /** Counts passes: what was asked in an earlier one is out of date. */
  #round = 0;

  constructor(options: MarketPhasesOptions) {
    this.#options = options;
  }

  /** Begins anew. */
  forget(): void {
    this.#phases.clear();
    this.#round += 1;
  }

  /** Asks about the markets of positions that differ. */
  ask(differences: readonly Difference[]): void {
    const { context, resolution } = this.#options;
    const round = this.#round;
    for (const marketId of new Set(differences.flatMap(marketsOf))) {
      context.pipeToSelf(
        resolution.resolve(marketId, context.abortSignal),
        (report) => ({ kind: "phase_reported", round, report }),
        () => ({ kind: "phase_failed" }),
      );
    }
  }

  /** Takes the venue's word on a market. The settler decides whether it is news. */
  take(
    { round, report: { marketId, phase, resolution } }: PhaseReported,
  ): void {
    if (round !== this.#round) return;
    const { books, settler, context } = this.#options;
    const before = this.#phases.get(marketId) ?? [];
    this.#phases.set(marketId, [...before, phase]);
    if (books.markets.get(marketId)?.market.phase === phase) return;
    settler.tell({
      kind: "phase_reported",
      change: { marketId, phase, resolution },
      occurredAtMs: context.clock.nowMs(),
    });
  }

  /** Whether a difference can be nothing else: of a position only where the venue says that its market goes on. */
  isCertain(difference: Difference): boolean {
    return marketsOf(difference).every((marketId) => {
      const phases = this.#phases.get(marketId) ?? [];
      return phases.length >= ANSWERS_WANTED && phases.every(goesOn);
    });
  }
}

function goesOn(phase: MarketPhase): boolean {
  return phase === "listed" || phase === "open" || phase === "paused";
}

function marketsOf(difference: Difference): readonly MarketId[] {
  return difference.kind === "position_differs"
    ? [difference.position.marketId]
    : [];
}
