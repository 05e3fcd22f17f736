/**
 * The parts of the supervision tree that go by the calendar; none where `ArenaOptions.calendar` is left out.
 *
 * @module
 */
import type { ActorRef, AnyChildSpec } from "../runtime/mod.ts";
import { permanent, type Wiring } from "./arena_wiring.ts";
import { type CalendarOptions, startCalendar } from "./calendar/actor.ts";
import { CALENDAR_MAILBOX } from "./calendar/protocol.ts";
import { startPricekeeper } from "./pricekeeper/actor.ts";
import { PRICEKEEPER_MAILBOX } from "./pricekeeper/protocol.ts";
import { startCurator } from "./curator/actor.ts";
import type { CuratorMessage } from "./curator/protocol.ts";

/** Returns who chooses the events of the arena. */
export function curatorActors(
  { system, ports: { models }, options, followed }: Wiring,
  curator: ActorRef<CuratorMessage> | null,
): readonly AnyChildSpec[] {
  const { daily, summarizer } = options;
  if (curator === null || daily === undefined) return [];
  const hasSummaries = (models?.summaries ?? null) !== null;
  const summaries = hasSummaries
    ? { waitMs: daily.summaryWaitMs, leadMs: summarizer.leadMs }
    : null;
  return [permanent(
    system,
    curator,
    (context) =>
      startCurator({
        ...followed,
        options: { ...daily.curator, summaries },
      }, context),
  )];
}

/** Returns who tells when something is due: whoever does it has started before. */
export function calendarActors(
  { system, ports, options, bus }: Wiring,
): readonly AnyChildSpec[] {
  const { calendar } = options;
  if (calendar === undefined) return [];
  const told = { ...calendar, patterns: patternsDone(calendar, ports) };
  return [permanent(
    system,
    system.reserve("arena/market/calendar", CALENDAR_MAILBOX),
    (context) =>
      startCalendar({ bus, book: ports.tasks ?? null, options: told }, context),
  )];
}

/** Leaves out what nobody is there to do. */
function patternsDone(
  { patterns }: CalendarOptions,
  { boards, prices }: Wiring["ports"],
): CalendarOptions["patterns"] {
  const undone = [
    ...(boards === undefined ? ["snapshot_boards"] : []),
    ...(prices === undefined
      ? ["update_prices", "record_price_history", "clean_up"]
      : []),
  ];
  return Object.fromEntries(
    Object.entries(patterns).filter(([task]) => !undone.includes(task)),
  );
}

/** Returns who keeps the prices of events, where they are kept. */
export function priceActors(
  { system, ports, options, bus }: Wiring,
): readonly AnyChildSpec[] {
  const { prices: store } = ports;
  const { retention } = options;
  if (store === undefined || retention === undefined) return [];
  return [permanent(
    system,
    system.reserve("arena/market/pricekeeper", PRICEKEEPER_MAILBOX),
    (context) => startPricekeeper({ bus, store, retention }, context),
  )];
}
