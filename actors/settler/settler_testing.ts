import type { MarketId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { MarketPhase, Resolution } from "../../domain/market.ts";
import { printUsd } from "../../domain/money.ts";
import { yesPrice } from "../../domain/price.ts";
import { SAMPLE_MARKET, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import {
  booksOf,
  ENROLLED,
  FILLED,
  MARKET,
  SUBMITTED,
} from "../../domain/testing/story.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import type {
  ResolutionReport,
  ResolutionSource,
} from "../ports/resolution.ts";
import { startSettler } from "./actor.ts";
import type { SettlementCheckOptions } from "./settlement_checks.ts";
import { SETTLER_MAILBOX, type SettlerMessage } from "./protocol.ts";

export const LISTED: JournalEntry = {
  kind: "market_listed",
  market: SAMPLE_MARKET,
};
export const CANCELED: JournalEntry = {
  kind: "order_canceled",
  orderId: SAMPLE_ORDER.id,
  reason: "The rest found no counterparty.",
};
/** 4 YES were bought for 2.20, and the order is over. */
export const HOLDING = [ENROLLED, LISTED, SUBMITTED, FILLED, CANCELED];

/** A venue that tells how markets stand when the test says so. */
class PlayedResolution implements ResolutionSource {
  readonly venue = "kalshi";
  readonly asked: MarketId[] = [];
  readonly #answers: ((answer: ResolutionReport | Error) => void)[] = [];

  resolve(marketId: MarketId): Promise<ResolutionReport> {
    this.asked.push(marketId);
    return new Promise((resolve, reject) =>
      this.#answers.push((answer) =>
        answer instanceof Error ? reject(answer) : resolve(answer)
      )
    );
  }

  answer(answer: ResolutionReport | Error): void {
    this.#answers.shift()?.(answer);
  }
}

/** Returns a settler on a stage, with a journal that holds `written` and a venue that answers when told to. */
export function openSettler(...written: readonly JournalEntry[]) {
  return openCheckingSettler(undefined, ...written);
}

/** Returns one that also checks results. */
export async function openCheckingSettler(
  settlementCheck: SettlementCheckOptions | undefined,
  ...written: readonly JournalEntry[]
) {
  const journal = new HeldJournal();
  journal.write(...written);
  const stage = new ActorStage<SettlerMessage>(journal);
  const resolution = new PlayedResolution();
  await stage.open(SETTLER_MAILBOX, (parts, context) =>
    startSettler(
      { ...parts, resolution, equityIntervalMs: 5_000, settlementCheck },
      context,
    ));
  return {
    stage,
    journal,
    resolution,
    report: (
      phase: MarketPhase,
      resolved: Resolution | null = null,
      occurredAtMs = 7,
    ) =>
      stage.tell({
        kind: "phase_reported",
        change: { marketId: MARKET, phase, resolution: resolved },
        occurredAtMs,
      }),
    quote: (yesBid: string, yesAsk: string | null = null) =>
      stage.tell({
        kind: "quote_changed",
        quote: {
          marketId: MARKET,
          yesBid: yesPrice(yesBid),
          yesAsk: yesAsk === null ? null : yesPrice(yesAsk),
          occurredAtMs: 0,
        },
      }),
    commit: async (...entries: readonly JournalEntry[]) => {
      journal.commitForeign(...entries);
      await stage.settle();
    },
    phases: () =>
      journal.entries("market_phase_changed").map(({ phase }) => phase),
    payouts: () =>
      journal.entries("position_settled").map(({ payout }) => payout),
    /** Every payment and every payment taken back, in order, as `+4.00` and `-4.00`. */
    moved: () =>
      journal.rows.flatMap(({ entry }) => {
        if (entry.kind === "position_settled") {
          return [`+${printUsd(entry.payout)}`];
        }
        return entry.kind === "settlement_reversed"
          ? [`-${printUsd(entry.payout)}`]
          : [];
      }),
    /** Books of the whole journal. Every fold accepts it, or this throws. */
    books: () => booksOf(journal.rows.map(({ entry }) => entry)),
  };
}
