import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { EntryOf, JournalRow } from "../../domain/journal.ts";
import {
  printUsd,
  subtract,
  usdFromMicros,
  type UsdMicros,
  ZERO_USD,
} from "../../domain/money.ts";
import { equityAtBid } from "../../domain/position.ts";
import type { Quote } from "../../domain/quote.ts";
import type { ActorRef } from "../../runtime/mod.ts";
import type { CapitalMove, CapitalReply } from "./protocol.ts";

/** What a move is decided on, at one moment. */
export interface CapitalView {
  readonly books: ArenaBooks;
  readonly quoteOf: (market: MarketId) => Quote | null;
}

/** Whether a move may be journaled, and as what. */
export type CapitalVerdict =
  | { readonly kind: "allowed"; readonly entry: EntryOf<"capital_moved"> }
  | Exclude<CapitalReply, { readonly kind: "capital_moved" }>;

/**
 * Deposits and withdrawals on their way into the journal and those that are there, by their id, so that none is
 * made twice.
 */
export class CapitalMoves {
  readonly #made = new Map<string, CapitalReply>();
  readonly #underWay = new Map<
    ContestantId,
    { readonly moveId: string; readonly replyTo: ActorRef<CapitalReply> }
  >();

  /** Remembers a row and answers who asked for it. Call it once the books have it. */
  fold({ entry, causationId, sequence }: JournalRow, books: ArenaBooks): void {
    if (entry.kind !== "capital_moved") return;
    const { contestantId, equityBefore } = entry;
    const cash = books.contestants.get(contestantId)?.cash ?? ZERO_USD;
    const reply = {
      kind: "capital_moved",
      sequence,
      equityBefore,
      cash,
    } as const;
    if (causationId !== null) this.#made.set(causationId, reply);
    const asked = this.#underWay.get(contestantId);
    if (asked?.moveId !== causationId) return;
    this.#underWay.delete(contestantId);
    asked?.replyTo.tell(reply);
  }

  /** Returns the answer to a move that was made before; `null` for a new one. */
  answerTo({ moveId }: CapitalMove): CapitalReply | null {
    return this.#made.get(moveId) ?? null;
  }

  /** Returns the row of a move, or why there is none. */
  decide(move: CapitalMove, view: CapitalView): CapitalVerdict {
    const { contestantId } = move;
    if (!this.#underWay.has(contestantId)) return capitalVerdict(move, view);
    return refused(
      `Cannot move capital of "${contestantId}" as no other move may be under way: current value is one`,
    );
  }

  /** Holds a move to be under way until its row comes. */
  begin(
    { contestantId, moveId }: CapitalMove,
    replyTo: ActorRef<CapitalReply>,
  ) {
    this.#underWay.set(contestantId, { moveId, replyTo });
  }
}

function capitalVerdict(
  { contestantId, amount, reason, by }: CapitalMove,
  { books, quoteOf }: CapitalView,
): CapitalVerdict {
  const contestant = books.contestants.get(contestantId);
  if (contestant === undefined) {
    return refused(
      `Cannot move capital as its contestant must be enrolled: current value is "${contestantId}"`,
    );
  }
  if (amount === 0n) {
    return refused(
      `Cannot move capital of "${contestantId}" as the amount must not be 0: current value is 0`,
    );
  }
  const perpetuals = [...books.perpetuals.of(contestantId)].length;
  if (perpetuals > 0) {
    return refused(
      `Cannot move capital of "${contestantId}" as it must hold no perpetuals, which all of it is margin for: current value is ${perpetuals}`,
    );
  }
  const state = books.controls.stateOf(contestantId);
  if (amount < 0n && state !== "halted") {
    // An order that risk has just let through is in no row yet, and may spend what is being withdrawn.
    return refused(
      `Cannot withdraw from "${contestantId}" as it must be halted, so that no order counts on the same cash: current value is ${state}`,
    );
  }
  const free = subtract(contestant.cash, claimedCash(books, contestantId));
  if (amount < 0n && free + amount < 0n) {
    return refused(
      `Cannot withdraw ${
        printUsd(usdFromMicros(-amount))
      } dollars from "${contestantId}" as its free cash must cover it: current value is ${
        printUsd(free)
      }`,
    );
  }
  const positions = books.positions.of(contestantId);
  const equity = equityAtBid(contestant.cash, positions, quoteOf);
  if (equity.kind === "unmarked") {
    const missing = equity.missing.map(({ outcome, marketId }) =>
      `none for ${outcome} of ${marketId}`
    );
    return refused(
      `Cannot move capital of "${contestantId}" as all that it holds must have a bid: current value is ${
        missing.join(", ")
      }`,
    );
  }
  const entry: EntryOf<"capital_moved"> = {
    kind: "capital_moved",
    contestantId,
    amount,
    equityBefore: equity.equity,
    reason: `${reason} (${by})`,
  };
  return { kind: "allowed", entry };
}

/** Each contract that is still to be bought counts with a whole dollar: neither its price nor its fee comes to more. */
function claimedCash(books: ArenaBooks, id: ContestantId): UsdMicros {
  let claimed = 0n;
  for (const order of books.orders.working.values()) {
    if (order.contestantId !== id || order.side === "sell") continue;
    claimed += order.quantity - order.filledQuantity;
  }
  return usdFromMicros(claimed);
}

function refused(reason: string): CapitalVerdict {
  return { kind: "capital_refused", reason };
}
