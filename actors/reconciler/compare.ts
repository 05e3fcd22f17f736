import type { Contestant } from "../../domain/contestant.ts";
import type { ContestantId } from "../../domain/ids.ts";
import type { Market } from "../../domain/market.ts";
import {
  add,
  subtract,
  usdFromMicros,
  type UsdMicros,
  ZERO_QUANTITY,
} from "../../domain/money.ts";
import type { PositionKey } from "../../domain/position_register.ts";
import type { VenueAccountReport } from "../ports/execution.ts";
import { comparePerpetuals } from "./compare_perpetuals.ts";
import type { Difference } from "./differences.ts";
import type { JournalSide } from "./journal_side.ts";
import { isInFlight, UnderWay } from "./under_way.ts";

/** What comparing one report with the journal came to. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** Balances that differ by no more than the drift threshold: counted and left alone. */
  readonly drifts: number;
  readonly ordersChecked: number;
  readonly fillsChecked: number;
  readonly positionsChecked: number;
  readonly balancesChecked: number;
}

/** What one part of a report came to. */
interface Part {
  readonly differences: readonly Difference[];
  readonly checked: number;
}

/**
 * Compares a venue's report with the journal. Nothing is said of what is on its way:
 *
 * - an order that was just sent or is being taken back, its fills, and what its contestant holds in that market;
 * - what is held where fills are missing, and the cash of whoever they are of or has orders open;
 * - what is held in a market that has ended, as venue and journal pay out at different times;
 * - what is held at another venue, where an operator has changed it;
 * - contestants that are not enrolled yet, and those whose accounts did not answer.
 */
export function compare(
  side: JournalSide,
  report: VenueAccountReport,
): Comparison {
  const underWay = new UnderWay(side, report);
  const orders = compareOrders(side, report);
  const fills = compareFills(side, report);
  const positions = comparePositions(side, report, underWay);
  const perpetuals = comparePerpetuals(side.books, report.perpetuals);
  const balances = compareBalances(side, report, underWay);
  return {
    differences: [orders, fills, positions, perpetuals, balances]
      .flatMap(({ differences }) => differences),
    drifts: balances.drifts,
    ordersChecked: orders.checked,
    fillsChecked: fills.checked,
    positionsChecked: positions.checked + perpetuals.checked,
    balancesChecked: balances.checked,
  };
}

/** Whether nobody can trade in a market any more, whatever its phase is by the journal. */
export function hasEnded(market: Market | undefined, nowMs: number): boolean {
  if (market === undefined) return false;
  const { phase, closesAtMs } = market;
  const isTrading = phase === "listed" || phase === "open" ||
    phase === "paused";
  return !isTrading || nowMs >= closesAtMs;
}

function compareOrders(
  { books: { orders } }: JournalSide,
  { openOrders, owners, unanswered = [] }: VenueAccountReport,
): Part {
  const listed = new Set(openOrders);
  const silent = new Set(unanswered);
  const working = [...orders.working.values()]
    .filter(({ contestantId }) => !silent.has(contestantId));
  const differences: Difference[] = [];
  for (const orderId of listed) {
    if (orders.working.has(orderId)) continue;
    const isOurs = orders.has(orderId);
    const owner = owners?.get(orderId) ?? null;
    differences.push({ kind: "order_unexpected", orderId, isOurs, owner });
  }
  for (const order of working) {
    if (listed.has(order.id) || isInFlight(order)) continue;
    differences.push({ kind: "order_unlisted", orderId: order.id });
  }
  return {
    differences,
    checked: new Set([...listed, ...working.map(({ id }) => id)]).size,
  };
}

function compareFills(
  { books: { orders }, fills: booked }: JournalSide,
  report: VenueAccountReport,
): Part {
  const fills = new Map(
    report.fills
      .filter(({ occurredAtMs }) => occurredAtMs >= booked.sinceMs)
      .map((fill) => [fill.id, fill]),
  );
  const differences: Difference[] = [];
  for (const fill of fills.values()) {
    if (booked.has(fill.id)) continue;
    const kind = "fill_missing";
    const order = orders.get(fill.orderId);
    if (order === null) {
      const isKnown = orders.has(fill.orderId);
      const standing = isKnown ? "forgotten" : "unknown";
      differences.push({ kind, fill, order: standing });
    } else if (!orders.working.has(order.id)) {
      differences.push({ kind, fill, order: "closed" });
    } else if (!isInFlight(order)) {
      differences.push({ kind, fill, order: "working" });
    }
  }
  return { differences, checked: fills.size };
}

function comparePositions(
  { books, nowMs, venue: asked }: JournalSide,
  report: VenueAccountReport,
  underWay: UnderWay,
): Part {
  const { contestants, markets, positions } = books;
  const byVenue = new Map(
    report.positions.map((position) => [keyOf(position), position]),
  );
  const byJournal = [...positions.all()].map((position) =>
    [keyOf(position), position] as const
  );
  const differences: Difference[] = [];
  let checked = 0;
  for (const [key, position] of new Map([...byVenue, ...byJournal])) {
    const { contestantId, marketId, outcome } = position;
    if (!contestants.has(contestantId) || underWay.hasPlace(position)) continue;
    const market = markets.get(marketId)?.market;
    if (market !== undefined && market.venue !== asked) continue;
    if (hasEnded(market, nowMs)) continue;
    checked++;
    const journal = positions.get(position).quantity;
    const venue = byVenue.get(key)?.quantity ?? ZERO_QUANTITY;
    if (journal === venue) continue;
    differences.push({
      kind: "position_differs",
      position: { contestantId, marketId, outcome },
      journal,
      venue,
    });
  }
  return { differences, checked };
}

function keyOf({ contestantId, marketId, outcome }: PositionKey): string {
  return `${contestantId} ${marketId} ${outcome}`;
}

/** Returns what a contestant should have at the venue: what its model's calls cost is on no venue's account. */
export function venueCash(
  { cash, inferenceCost }: Pick<Contestant, "cash" | "inferenceCost">,
): UsdMicros {
  return add(cash, inferenceCost);
}

function compareBalances(
  side: JournalSide,
  { balances }: VenueAccountReport,
  underWay: UnderWay,
): Part & { readonly drifts: number } {
  const differences: Difference[] = [];
  let checked = 0;
  let drifts = 0;
  for (const { contestantId, cash } of balances) {
    const contestant = side.books.contestants.get(contestantId);
    if (contestant === undefined || underWay.hasContestant(contestantId)) {
      continue;
    }
    checked++;
    const expected = venueCash(contestant);
    const surplus = subtract(cash, expected);
    const off = surplus < 0n ? -surplus : surplus;
    const settling = unsettled(side, contestantId);
    if (off <= settling) continue;
    if (off <= settling + side.driftMax) drifts++;
    else {
      const kind = "balance_differs";
      differences.push({
        kind,
        contestantId,
        expected,
        surplus,
        isSettling: settling > 0n,
      });
    }
  }
  return { differences, checked, drifts };
}

/** Returns by how much cash may differ as the venue pays out earlier or later than we: a dollar a contract at most. */
function unsettled(
  { books: { positions, markets }, payouts, nowMs }: JournalSide,
  contestantId: ContestantId,
): UsdMicros {
  let sum: bigint = payouts.of(contestantId, nowMs);
  for (const { marketId, quantity } of positions.of(contestantId)) {
    if (hasEnded(markets.get(marketId)?.market, nowMs)) sum += quantity;
  }
  return usdFromMicros(sum);
}
