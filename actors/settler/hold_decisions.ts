import type { ArenaBooks } from "../../domain/fold.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import type { DecideHold, HoldReply } from "./protocol.ts";

/** What operators decide about results that are held: one at a time of each market. */
export class HoldDecisions {
  readonly #underWay = new Map<MarketId, ActorRef<HoldReply>>();

  /** Answers who decided once the row is there. */
  fold({ entry, sequence }: JournalRow): void {
    if (entry.kind !== "settlement_hold_decided") return;
    const asked = this.#underWay.get(entry.marketId);
    this.#underWay.delete(entry.marketId);
    asked?.tell({ kind: "hold_decided", sequence });
  }

  /** Returns the row of a decision, which is then under way; `null` where it is answered with why not. */
  take(
    { marketId, action, by, reason, replyTo }: DecideHold,
    books: ArenaBooks,
  ): EntryOf<"settlement_hold_decided"> | null {
    const refuse = (value: string) => {
      replyTo.tell({
        kind: "hold_refused",
        reason:
          `Cannot ${action} the hold on "${marketId}" as its result must be held: current value is ${value}`,
      });
      return null;
    };
    if (this.#underWay.has(marketId)) return refuse("another decision");
    const resolution = books.markets.get(marketId)?.resolution ?? null;
    const hold = books.holds.about(marketId, resolution);
    if (hold === null) return refuse("no doubt");
    if (!hold.isHeld) {
      return refuse(
        hold.decision === null ? "noted alone" : "released already",
      );
    }
    this.#underWay.set(marketId, replyTo);
    return {
      kind: "settlement_hold_decided",
      marketId,
      resolution: hold.resolution,
      action,
      by,
      reason,
    };
  }
}
