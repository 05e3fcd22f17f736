import type { Fill } from "../../domain/fill.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { isSameResolution } from "../../domain/market.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { ArenaProcess } from "./arena_process.ts";
import { booksText } from "./books_text.ts";
import type { FaultyExecution } from "./faulty_execution.ts";
import { viewTextOf } from "./live_view.ts";
import type { SimulatedVenue } from "./simulated_venue.ts";
import type { World } from "./world.ts";

/** What is looked at when a run is over. */
export interface EndedRun {
  readonly world: World;
  readonly venue: SimulatedVenue;
  readonly execution: FaultyExecution;
  readonly process: ArenaProcess;
}

/** Returns the markets that do not stand in the journal as they stand at the venue, each with how. */
export function misjudgedMarkets(
  { disk: { books } }: World,
  venue: SimulatedVenue,
): readonly string[] {
  return [...books.markets.values()].flatMap(({ market, resolution }) => {
    const truth = venue.markets.get(market.id);
    if (
      truth?.market.phase === market.phase &&
      isSameResolution(truth.resolution, resolution)
    ) return [];
    return [
      `${market.id} is ${market.phase} on ${resolution?.kind}, at the venue ${truth?.market.phase} on ${truth?.resolution?.kind}`,
    ];
  });
}

/** Whether everything that was begun has come to its end. */
export function isAtRest(
  { world, venue, execution, process }: EndedRun,
): boolean {
  const { books } = world.disk;
  return process.unrest().length === 0 && execution.hasToldAll &&
    books.orders.working.size === 0 && world.disk.areModelsQuiet &&
    [...venue.markets.values()].every(({ market }) =>
      isSettling(market.phase)
    ) &&
    [...books.markets.values()].every(({ market }) =>
      isSettling(market.phase)
    ) &&
    [...books.positions.all()].every(({ quantity }) => quantity === 0n);
}

/** Holds a run that is over to everything that must be true then. */
export async function checkEnd(run: EndedRun): Promise<void> {
  const { world: { findings, disk }, process } = run;
  const { books, rows } = disk;
  const unrest = process.unrest();
  findings.check(
    unrest.length === 0,
    "the arena runs once faults have stopped",
    () => unrest.join("; "),
  );
  findings.check(
    books.orders.working.size === 0,
    "every order comes to its end",
    () => `Still open is ${[...books.orders.working.keys()].join(", ")}`,
  );
  checkSettled(run);
  disk.checkEnd();
  await checkFills(run);
  const again = new ArenaBooks();
  for (const row of rows) again.apply(row);
  findings.check(
    booksText(again) === booksText(books),
    "live state is the fold of the journal",
    () => "A second fold of all rows comes to other books",
  );
  findings.check(
    process.view.text() === viewTextOf(rows),
    "live state is the fold of the journal",
    () => "The site does not show what a fresh fold of all rows comes to",
  );
}

function checkSettled({ world, venue }: EndedRun): void {
  const { findings, disk: { books } } = world;
  const unsettled = [
    ...[...books.markets.values()].filter(({ market }) =>
      !isSettling(market.phase)
    ).map(({ market }) => `${market.id} is ${market.phase}`),
    ...[...books.positions.all()].filter(({ quantity }) => quantity > 0n)
      .map(({ contestantId, marketId }) =>
        `${contestantId} still holds ${marketId}`
      ),
  ];
  findings.check(
    unsettled.length === 0,
    "every market that is over is settled",
    () => unsettled.join("; "),
  );
  // A process whose clock was off dates what it hears: how late it looks again nobody can say.
  const misjudged = world.hasJumped ? [] : misjudgedMarkets(world, venue);
  findings.check(
    misjudged.length === 0,
    "every market stands as the venue says",
    () => misjudged.join("; "),
  );
}

/** The venue's own record and the journal's must be the same fills, to the last fee. */
async function checkFills({ world, execution }: EndedRun): Promise<void> {
  const { findings, disk } = world;
  const booked = new Map(disk.fills);
  for (const orderId of execution.sent) {
    for (const fill of await execution.fillsOf(orderId)) {
      const ours = booked.get(fill.id);
      booked.delete(fill.id);
      if (ours === undefined && isStranded(fill, world)) continue;
      findings.check(
        ours !== undefined && ours.quantity === fill.quantity &&
          ours.price.price === fill.price.price && ours.fee === fill.fee,
        "every fill is booked exactly once",
        () => `Fill ${fill.id} of order ${orderId} is not booked as it was`,
      );
    }
  }
  findings.check(
    booked.size === 0,
    "every fill is booked exactly once",
    () => `The venue knows nothing of ${[...booked.keys()].join(", ")}`,
  );
}

/** Whether an operator has to settle a sale that came after its market had paid for what was sold. */
function isStranded({ side, orderId }: Fill, { disk, tally }: World): boolean {
  if (side === "buy" || !disk.stranded.has(orderId)) return false;
  tally.count("late fill: left to an operator");
  return true;
}
