import { assertNever } from "./assert_never.ts";
import type { ControlEntry } from "./control_register.ts";
import type { EntryOf, JournalEntry } from "./journal.ts";
import { formatUsd, printQuantity, type UsdMicros } from "./money.ts";
import { printPrice } from "./price.ts";
import { isAsBooked } from "./reported_payout.ts";
import type { SettlementCheckEntry } from "./settlement_check.ts";
import type { SeasonEntry } from "./season_entries.ts";
import { scopeName } from "./trading_state.ts";

/** What is told to viewers in a sentence of its own: what steers the arena, and what corrects it. */
export type NoticeEntry =
  | ControlEntry
  | SeasonEntry
  | SettlementCheckEntry
  | EntryOf<
    | "capital_moved"
    | "position_corrected"
    | "balance_corrected"
    | "settlement_reversed"
    | "account_reset"
    | "operator_acted"
    | "exit_triggered"
    | "payout_reported"
  >;

const NOTICE_KINDS = {
  trading_state_changed: true,
  kill_switch_acknowledged: true,
  venue_circuit_changed: true,
  order_dead_lettered: true,
  dead_letter_resolved: true,
  reconciliation_completed: true,
  twin_filled: true,
  season_started: true,
  season_concluded: true,
  capital_moved: true,
  position_corrected: true,
  balance_corrected: true,
  settlement_reversed: true,
  account_reset: true,
  operator_acted: true,
  exit_triggered: true,
  payout_reported: true,
  settlement_checked: true,
  settlement_hold_decided: true,
} as const satisfies Record<NoticeEntry["kind"], true>;

/**
 * Whether `entry` is one that viewers are told of in a sentence. A comparison that comes every few minutes and
 * finds nothing would drown the others, so it is none.
 */
export function isNotice(entry: JournalEntry): entry is NoticeEntry {
  const isRoutine = entry.kind === "reconciliation_completed" &&
    entry.trigger === "periodic" && entry.differences === 0 &&
    entry.unanswered === undefined;
  return Object.hasOwn(NOTICE_KINDS, entry.kind) && !isRoutine;
}

/** Returns one sentence for people, with the figures that matter. */
export function noticeSentence(entry: NoticeEntry): string {
  switch (entry.kind) {
    case "trading_state_changed":
      return `${
        scopeName(entry.scope)
      } is ${entry.state} by ${entry.by}: ${entry.detail}`;
    case "kill_switch_acknowledged":
      return `${
        scopeName(entry.scope)
      }: ${entry.canceled} orders canceled, ${entry.stillOpen} still open.`;
    case "venue_circuit_changed":
      return `The circuit to ${entry.venue} is ${
        entry.circuit.replace("_", " ")
      }: ${entry.detail}`;
    case "order_dead_lettered":
      return `Order ${entry.orderId} waits for an operator: ${entry.reason}`;
    case "dead_letter_resolved":
      return `${entry.by} settled order ${entry.orderId}, ${
        entry.action.replace("_", " ")
      }: ${entry.detail}`;
    case "reconciliation_completed":
      return `Journal and ${entry.venue} compared: ${entry.ordersChecked} orders, ${entry.fillsChecked} fills, ${entry.positionsChecked} positions, ${entry.balancesChecked} balances; ${entry.differences} differences.${
        entry.unanswered === undefined
          ? ""
          : ` Not answered: ${entry.unanswered.join(", ")}.`
      }`;
    case "twin_filled":
      return `The simulator filled ${
        printQuantity(entry.quantity)
      } of live order ${entry.orderId} for ${formatUsd(entry.notional)}.`;
    case "season_started":
      return `Season ${entry.terms.name} was started by ${entry.by} with ${entry.terms.roster.length} contestants: ${entry.reason}`;
    case "season_concluded":
      return `Season ${entry.seasonId} was concluded by ${entry.by}: ${entry.reason}`;
    case "capital_moved":
      return capitalSentence(entry);
    case "position_corrected":
      return `${entry.contestantId} holds ${
        printQuantity(entry.quantityAfter)
      } ${entry.outcome} of ${entry.marketId}, not ${
        printQuantity(entry.quantityBefore)
      }: ${entry.reason}`;
    case "balance_corrected":
      return `The cash of ${entry.contestantId} was corrected by ${
        formatUsd(entry.amount)
      }: ${entry.reason}`;
    case "account_reset":
      return `${entry.by} reset ${entry.contestantId} to its starting balance: ${entry.reason}`;
    case "operator_acted":
      return `${entry.by}: ${entry.action} ${entry.subject}: ${entry.reason}`;
    case "settlement_reversed":
      return `The payout of ${
        formatUsd(entry.payout)
      } to ${entry.contestantId} for ${entry.marketId} was taken back: the market is not resolved as it was.`;
    case "settlement_checked":
    case "settlement_hold_decided":
      return doubtSentence(entry);
    case "payout_reported":
      return payoutSentence(entry);
    case "exit_triggered":
      return `${
        printQuantity(entry.quantity)
      } ${entry.outcome} of ${entry.marketId} are sold for ${entry.contestantId} at ${
        printPrice(entry.bid.price)
      }: its ${entry.cause} was ${printPrice(entry.level.price)}.`;
    default:
      return assertNever(entry);
  }
}

function capitalSentence(entry: EntryOf<"capital_moved">): string {
  return `${entry.contestantId} ${
    entry.amount < 0n ? "withdrew" : "was given"
  } ${formatUsd(magnitude(entry.amount))}: ${entry.reason}`;
}

function doubtSentence(entry: SettlementCheckEntry): string {
  if (entry.kind === "settlement_hold_decided") {
    const verb = entry.action === "release" ? "released" : "keeps";
    return `${entry.by} ${verb} the hold on ${entry.marketId}: ${entry.reason}`;
  }
  const result = entry.resolution.kind.toUpperCase();
  const doubts = entry.notes.map(({ sentence }) => sentence).join(" ");
  return `The result ${result} of ${entry.marketId} is ${
    entry.isHeld ? "held" : "doubted"
  }: ${doubts}`;
}

function payoutSentence(entry: EntryOf<"payout_reported">): string {
  const { contestantId, marketId, amount, booked, fees, feesBooked } = entry;
  const paid = `${contestantId} was paid ${formatUsd(amount)} for ${marketId}`;
  const isBooked = booked === null ? "" : ", as booked";
  if (isAsBooked(entry)) return `${paid}${isBooked}.`;
  return `${paid} and charged ${
    fees === null ? "nothing" : formatUsd(fees)
  } there; the journal has ${
    booked === null ? "no payout yet" : formatUsd(booked)
  } and fees of ${formatUsd(feesBooked)}.`;
}

function magnitude(amount: UsdMicros): UsdMicros {
  return (amount < 0n ? -amount : amount) as UsdMicros;
}
