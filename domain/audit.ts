import type { JournalEntry } from "./journal.ts";
import { printUsd, usdFromMicros, type UsdMicros } from "./money.ts";
import { scopeName } from "./trading_state.ts";

/** What an operator did: what, to whom or what, who it was and why. */
export interface AuditAct {
  /** Such as `halted` or `season_started`. */
  readonly action: string;
  readonly subject: string;
  readonly by: string;
  readonly reason: string;
}

/** Who signs what happens by itself. */
const ITSELF = "arena";

/** Returns what an operator did with a row; `null` for one that no operator asked for. */
export function auditActOf(entry: JournalEntry): AuditAct | null {
  const act = actOf(entry);
  return act === null || act.by === ITSELF ? null : act;
}

function actOf(entry: JournalEntry): AuditAct | null {
  switch (entry.kind) {
    case "trading_state_changed": {
      if (entry.cause !== "operator") return null;
      const { scope, step, state, by, detail } = entry;
      return {
        action: step ?? state,
        subject: scopeName(scope),
        by,
        reason: detail,
      };
    }
    case "capital_moved": {
      const { contestantId, amount } = entry;
      return {
        action: moveOf(amount),
        subject: contestantId,
        ...signedReason(entry.reason),
      };
    }
    case "dead_letter_resolved":
      return {
        action: entry.action,
        subject: entry.orderId,
        by: entry.by,
        reason: entry.detail,
      };
    case "season_started":
    case "season_concluded":
      return {
        action: entry.kind,
        subject: entry.seasonId,
        by: entry.by,
        reason: entry.reason,
      };
    case "account_reset":
      return {
        action: entry.kind,
        subject: entry.contestantId,
        by: entry.by,
        reason: entry.reason,
      };
    case "event_selected":
    case "event_activated":
    case "event_swapped":
      return {
        action: entry.kind,
        subject: entry.marketId,
        by: entry.by,
        reason: entry.reason,
      };
    case "settlement_hold_decided":
      return {
        action: `settlement_${entry.action}`,
        subject: entry.marketId,
        by: entry.by,
        reason: entry.reason,
      };
    case "operator_acted":
      return {
        action: entry.action,
        subject: entry.subject,
        by: entry.by,
        reason: entry.reason,
      };
    default:
      return null;
  }
}

/** A move of capital has its signature at the end of its reason. */
function signedReason(text: string): Pick<AuditAct, "by" | "reason"> {
  const match = /^(.*) \(([^()]+)\)$/s.exec(text);
  return match === null
    ? { by: "unknown", reason: text }
    : { by: match[2] ?? "unknown", reason: match[1] ?? text };
}

function moveOf(amount: UsdMicros): string {
  return amount < 0n
    ? `withdrew ${printUsd(usdFromMicros(-amount))}`
    : `deposited ${printUsd(amount)}`;
}
