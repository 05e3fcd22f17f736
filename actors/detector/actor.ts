import type { MarketId, SignalId } from "../../domain/ids.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { Market, Resolution } from "../../domain/market.ts";
import { toProbability } from "../../domain/price.ts";
import { scoreSignal } from "../../domain/signal_scoring.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { MarketSignal } from "../../domain/signal.ts";
import {
  type Actor,
  type ActorContext,
  assertNever,
} from "../../runtime/mod.ts";
import {
  type FollowedJournal,
  JournalFollower,
} from "../ports/journal_follower.ts";
import { MarketWatch } from "./market_watch.ts";
import type { DetectorMessage } from "./protocol.ts";
import type { Thresholds } from "./thresholds.ts";

/** What the detector works with. */
export interface DetectorDependencies extends FollowedJournal {
  readonly thresholds: Thresholds;
}

/** Starts the detector: raises signals into the journal and scores each one after the fact. */
export function startDetector(
  dependencies: DetectorDependencies,
  context: ActorContext<DetectorMessage>,
): Actor<DetectorMessage> {
  return new Detector(dependencies, context);
}

class Detector implements Actor<DetectorMessage> {
  readonly #dependencies: DetectorDependencies;
  readonly #context: ActorContext<DetectorMessage>;
  readonly #journal: JournalFollower;
  /** One per market that is not over. One whose end nobody reports is asked about by the settler until it ends. */
  readonly #watches = new Map<MarketId, MarketWatch>();
  readonly #unscored = new Map<SignalId, MarketSignal>();
  /** Of markets that are over and have signals to score. */
  readonly #resolvedMids = new Map<MarketId, number>();

  constructor(
    dependencies: DetectorDependencies,
    context: ActorContext<DetectorMessage>,
  ) {
    this.#dependencies = dependencies;
    this.#context = context;
    this.#journal = new JournalFollower(
      dependencies,
      context,
      (row) => this.#fold(row),
    );
  }

  async recover(): Promise<void> {
    await this.#journal.recover();
    for (const signal of [...this.#unscored.values()]) {
      if (this.#isMeasurable(signal)) this.#scheduleScore(signal);
      else this.#forget(signal);
    }
  }

  /** A mid from long after the scoring window says nothing about it: what a downtime swallowed stays unscored. */
  #isMeasurable({ timestamp }: MarketSignal): boolean {
    const { scoreAfterMs } = this.#dependencies.thresholds;
    return this.#context.clock.nowMs() - timestamp <= 2 * scoreAfterMs;
  }

  receive(message: DetectorMessage): void {
    switch (message.kind) {
      case "quote_changed":
        return this.#raise(
          this.#watches.get(message.quote.marketId)?.onQuote(message.quote),
        );
      case "trade_printed":
        return this.#raise(
          this.#watches.get(message.trade.marketId)?.onTrade(message.trade),
        );
      case "depth_changed":
        return this.#raise(
          this.#watches.get(message.depth.marketId)?.onDepth(message.depth),
        );
      case "row_committed":
        return this.#onRow(message.row);
      case "score_due":
        return this.#score(message.signalId);
      case "appended":
        return;
      case "append_failed":
        throw message.error;
      default:
        return assertNever(message);
    }
  }

  #onRow(row: JournalRow): void {
    if (!this.#journal.accept(row)) return;
    if (row.entry.kind === "signal_detected") {
      this.#scheduleScore(row.entry.signal);
    }
  }

  #fold({ entry }: JournalRow): void {
    switch (entry.kind) {
      case "market_listed":
        return this.#watch(entry.market);
      case "market_phase_changed":
        if (isSettling(entry.phase)) {
          this.#end(entry.marketId, entry.resolution);
        }
        return;
      case "signal_detected":
        this.#unscored.set(entry.signal.id, entry.signal);
        return;
      case "signal_scored":
        return this.#forget({
          id: entry.score.signalId,
          marketId: entry.score.marketId,
        });
    }
  }

  #watch(market: Market): void {
    if (isSettling(market.phase) || this.#watches.has(market.id)) return;
    const { thresholds } = this.#dependencies;
    this.#watches.set(market.id, new MarketWatch(market, thresholds));
  }

  /** Drops a signal that is scored, or never will be, and with a market's last one what it resolved to. */
  #forget({ id, marketId }: Pick<MarketSignal, "id" | "marketId">): void {
    this.#unscored.delete(id);
    if (!this.#hasUnscored(marketId)) this.#resolvedMids.delete(marketId);
  }

  /** A market that is over takes no more quotes; what it paid is the mid that late scores see. */
  #end(marketId: MarketId, resolution: Resolution | null): void {
    const mid = resolvedMid(resolution) ?? this.#watches.get(marketId)?.mid ??
      null;
    if (mid !== null && this.#hasUnscored(marketId)) {
      this.#resolvedMids.set(marketId, mid);
    }
    this.#watches.delete(marketId);
  }

  #hasUnscored(marketId: MarketId): boolean {
    return [...this.#unscored.values()].some((signal) =>
      signal.marketId === marketId
    );
  }

  #raise(signal: MarketSignal | null | undefined): void {
    if (signal === null || signal === undefined) return;
    this.#journal.append({
      entry: { kind: "signal_detected", signal },
      causationId: null,
      correlationId: signal.id,
      occurredAtMs: signal.timestamp,
    });
  }

  #scheduleScore(signal: MarketSignal): void {
    const dueAtMs = signal.timestamp +
      this.#dependencies.thresholds.scoreAfterMs;
    const delayMs = Math.max(0, dueAtMs - this.#context.clock.nowMs());
    this.#context.schedule({ kind: "score_due", signalId: signal.id }, delayMs);
  }

  #score(signalId: SignalId): void {
    const signal = this.#unscored.get(signalId);
    if (signal === undefined) return;
    const { marketId } = signal;
    const mid = this.#resolvedMids.get(marketId) ??
      this.#watches.get(marketId)?.mid ?? null;
    this.#forget(signal);
    const nowMs = this.#context.clock.nowMs();
    // Nobody quoted both sides at one of the two moments: there is nothing to measure.
    const score = mid === null ? null : scoreSignal(signal, mid, nowMs);
    if (score === null) return;
    this.#journal.append({
      entry: { kind: "signal_scored", score },
      causationId: signal.id,
      correlationId: signal.id,
    });
  }
}

function resolvedMid(resolution: Resolution | null): number | null {
  if (resolution === null) return null;
  switch (resolution.kind) {
    case "yes":
      return 1;
    case "no":
      return 0;
    case "scalar":
      return toProbability(resolution.yesPayout);
    case "void":
      return null;
    default:
      return assertNever(resolution);
  }
}
