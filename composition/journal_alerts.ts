import type { Journal } from "../actors/ports/journal.ts";
import type { EntryOf, JournalEntry } from "../domain/journal.ts";
import { type NoticeEntry, noticeSentence } from "../domain/notice.ts";
import { scopeName, type TradingStateCause } from "../domain/trading_state.ts";
import type { Alert } from "./alert.ts";

/** What an operator does to one contestant or season, and how that goes on. */
const ASKED_FOR: ReadonlySet<TradingStateCause> = new Set([
  "operator",
  "season_concluded",
  "flattened",
]);

const KINDS = {
  halted: "trading_halted",
  reducing: "trading_reduced",
  active: "trading_resumed",
} as const satisfies Record<
  EntryOf<"trading_state_changed">["state"],
  Alert["kind"]
>;

/** Alerts an operator of rows of the journal that somebody should look at; rows from before are no news. */
export function alertOfRows(
  journal: Pick<Journal, "onCommit">,
  tell: (alert: Alert) => void,
): void {
  /** Of whom it was told that they may not trade, or less. */
  const alarmed = new Set<string>();
  journal.onCommit(({ entry }) => {
    const alert = alertOf(entry, alarmed);
    if (alert !== null) tell(alert);
  });
}

function alertOf(entry: JournalEntry, alarmed: Set<string>): Alert | null {
  switch (entry.kind) {
    case "trading_state_changed":
      return stateAlert(entry, alarmed);
    case "order_dead_lettered":
      return wanted(entry, entry.orderId);
    case "settlement_checked":
      return entry.isHeld ? wanted(entry, entry.marketId) : null;
    default:
      return null;
  }
}

/** An operator who has one contestant or season stop knows of it; that the whole arena does is told to all. */
function stateAlert(
  entry: EntryOf<"trading_state_changed">,
  alarmed: Set<string>,
): Alert | null {
  const { scope, state, cause } = entry;
  const subject = scopeName(scope);
  const isAlarm = state !== "active" &&
    (scope.kind === "arena" || !ASKED_FOR.has(cause));
  const isOver = state === "active" && alarmed.delete(subject);
  if (!isAlarm && !isOver) return null;
  if (isAlarm) alarmed.add(subject);
  return { kind: KINDS[state], subject, text: noticeSentence(entry) };
}

function wanted(entry: NoticeEntry, subject: string): Alert {
  return { kind: "operator_wanted", subject, text: noticeSentence(entry) };
}
