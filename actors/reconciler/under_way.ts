import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { VenueAccountReport } from "../ports/execution.ts";
import type { JournalSide } from "./journal_side.ts";

/** Whether an order was sent or is being taken back, and the venue has not said so. */
export function isInFlight({ status }: Order): boolean {
  return status === "submitted" || status === "pending_cancel";
}

/** Where rows or requests are on their way that will change what is held or had. */
export class UnderWay {
  readonly #places = new Set<string>();
  readonly #contestants = new Set<ContestantId>();

  readonly #unanswered: ReadonlySet<ContestantId>;

  constructor({ books, fills }: JournalSide, report: VenueAccountReport) {
    this.#unanswered = new Set(report.unanswered);
    for (const order of books.orders.working.values()) {
      this.#contestants.add(order.contestantId);
      if (isInFlight(order)) this.#places.add(placeOf(order));
    }
    for (const fill of report.fills) {
      if (fill.occurredAtMs < fills.sinceMs || fills.has(fill.id)) continue;
      this.#contestants.add(fill.contestantId);
      this.#places.add(placeOf(fill));
    }
  }

  /** Whether what a contestant holds in a market is about to change, or nobody said what it holds. */
  hasPlace(of: Parameters<typeof placeOf>[0]): boolean {
    return this.#places.has(placeOf(of)) ||
      this.#unanswered.has(of.contestantId);
  }

  /** Whether a contestant's cash is about to change, or part of it is set aside for an order. */
  hasContestant(id: ContestantId): boolean {
    return this.#contestants.has(id);
  }
}

function placeOf(
  { contestantId, marketId }: {
    readonly contestantId: ContestantId;
    readonly marketId: MarketId;
  },
): string {
  return `${contestantId} ${marketId}`;
}
