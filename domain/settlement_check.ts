import type { MarketId } from "./ids.ts";
import type { Market, Resolution } from "./market.ts";
import type { Quote } from "./quote.ts";

/** What can be doubtful about a result, with what each means. */
export const SETTLEMENT_DOUBTS = {
  against_price: "The market's last price all but ruled the result out.",
  before_close: "The result came before the market closes.",
  void_after_trading: "The market is void though contestants hold it.",
} as const;

/** What is doubtful about a result. */
export type SettlementDoubt = keyof typeof SETTLEMENT_DOUBTS;

/** A doubt about one result, in a sentence with the figures that matter. */
export interface SettlementNote {
  readonly doubt: SettlementDoubt;
  readonly sentence: string;
}

/** What an operator does about a hold. */
export const HOLD_ACTIONS = ["release", "keep"] as const;
/** `release` lets what is due be paid, `keep` says that somebody has looked and it is to stay. */
export type HoldAction = typeof HOLD_ACTIONS[number];

/** Rows about whether a result is believed. None names or changes a result: that is the venue's alone. */
export type SettlementCheckEntry =
  | {
    readonly kind: "settlement_checked";
    readonly marketId: MarketId;
    /** The result that the notes are about. */
    readonly resolution: Resolution;
    /** At least one. */
    readonly notes: readonly SettlementNote[];
    /** Whether nothing is paid on it until an operator releases it. */
    readonly isHeld: boolean;
    /** The last quote, by which positions are marked while they are held; `null` where there is none. */
    readonly lastQuote: Omit<Quote, "marketId"> | null;
  }
  | {
    readonly kind: "settlement_hold_decided";
    readonly marketId: MarketId;
    readonly resolution: Resolution;
    readonly action: HoldAction;
    /** Who decided, as it signed. */
    readonly by: string;
    /** One sentence for people. */
    readonly reason: string;
  };

/** The last probability of YES that is known of a market, 0 to 1, and when it was. */
export interface LastPrice {
  readonly probability: number;
  readonly atMs: number;
}

/** What a result is held against. */
export interface CheckedResult {
  readonly market: Pick<Market, "closesAtMs">;
  readonly resolution: Resolution;
  /** When the venue says that it was, Unix milliseconds. */
  readonly occurredAtMs: number;
  /** `null` where no price is known. */
  readonly lastPrice: LastPrice | null;
  /** Positions that would be paid. */
  readonly positions: number;
}

/** How much a price has to say against a result to be a doubt: a probability, 0 to 1. */
export interface CheckRule {
  readonly surpriseMin: number;
}

/** Returns what is doubtful about a result; nothing where it is as it should be. */
export function settlementNotes(
  { market, resolution, occurredAtMs, lastPrice, positions }: CheckedResult,
  { surpriseMin }: CheckRule,
): readonly SettlementNote[] {
  const notes: SettlementNote[] = [];
  const against = probabilityAgainst(resolution, lastPrice);
  if (against !== null && against.probability >= surpriseMin) {
    const percent = (100 * against.probability).toFixed(1);
    notes.push({
      doubt: "against_price",
      sentence: `The last price, of ${
        new Date(against.atMs).toISOString()
      }, gave ${percent} % to the other side.`,
    });
  }
  if (occurredAtMs < market.closesAtMs) {
    const seconds = Math.ceil((market.closesAtMs - occurredAtMs) / 1_000);
    notes.push({
      doubt: "before_close",
      sentence: `The result came ${seconds} s before the market closes.`,
    });
  }
  if (resolution.kind === "void" && positions > 0) {
    notes.push({
      doubt: "void_after_trading",
      sentence:
        `The market is void, and ${positions} positions are held in it.`,
    });
  }
  return notes;
}

/** Returns how likely the other side was; `null` for results that have none, and where no price is known. */
function probabilityAgainst(
  { kind }: Resolution,
  last: LastPrice | null,
): LastPrice | null {
  if (last === null || (kind !== "yes" && kind !== "no")) return null;
  const { probability, atMs } = last;
  return { probability: kind === "no" ? probability : 1 - probability, atMs };
}
