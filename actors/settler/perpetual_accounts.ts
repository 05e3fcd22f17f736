import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { UsdMicros } from "../../domain/money.ts";
import { perpetualsAtClose } from "../../domain/perpetual_equity.ts";
import {
  newerPerpetualQuote,
  type PerpetualQuote,
  type PerpetualReport,
} from "../../domain/perpetual_market.ts";
import type { JournalRow } from "../../domain/journal.ts";
import {
  type ActorContext,
  assertNever,
  type EventBus,
} from "../../runtime/mod.ts";
import type { FundingHistory } from "../ports/funding_history.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import { Funding, type FundingDue } from "./funding.ts";
import type { PerpetualAccountMessage, SettlerMessage } from "./protocol.ts";

/** Between two questions for rates that are missing, in milliseconds. */
const ASK_AGAIN_MS = 60_000;

/** What the settler's part in perpetuals works with. */
export interface PerpetualAccountDependencies {
  readonly books: Pick<ArenaBooks, "perpetuals">;
  readonly context: ActorContext<SettlerMessage>;
  readonly bus: EventBus<ArenaTopics>;
  /** `null` where the venue tells no rates of hours that are over. */
  readonly history: FundingHistory | null;
  readonly append: (
    entry: FundingDue["entry"],
    fields: { readonly correlationId: string; readonly occurredAtMs: number },
  ) => void;
}

/** Marks what is held of perpetuals, and charges what holding it costs. */
export class PerpetualAccounts {
  readonly #dependencies: PerpetualAccountDependencies;
  readonly #quotes = new Map<MarketId, PerpetualQuote>();
  readonly #funding: Funding;
  /** Markets of which the venue is being asked. */
  readonly #asked = new Set<MarketId>();
  #isAskedAgain = false;

  constructor(dependencies: PerpetualAccountDependencies) {
    this.#dependencies = dependencies;
    this.#funding = new Funding(dependencies.history !== null);
  }

  receive(message: PerpetualAccountMessage): void {
    switch (message.kind) {
      case "perpetual_reported":
        return this.#onReport(message.report);
      case "funding_due":
        return this.#onHour(message.atMs);
      case "past_funding_due":
        this.#isAskedAgain = false;
        return this.#ask();
      case "past_funding_reported":
        this.#asked.delete(message.marketId);
        this.#charge(this.#funding.onHistory(message.hours));
        return this.#askAgain();
      case "past_funding_failed":
        this.#asked.delete(message.marketId);
        return this.#askAgain();
      default:
        return assertNever(message);
    }
  }

  /** Takes a row of the journal after the books have it. */
  fold(row: JournalRow): void {
    this.#funding.fold(row, this.#dependencies.books);
  }

  /** Returns what closing a contestant's perpetuals would bring now; `null` where one of them has no price. */
  worth(id: ContestantId): UsdMicros | null {
    return perpetualsAtClose(
      this.#dependencies.books.perpetuals.of(id),
      (market) => this.#quotes.get(market) ?? null,
    );
  }

  #onReport(report: PerpetualReport): void {
    const quote = newerPerpetualQuote(report, this.#quotes);
    if (quote !== null) this.#quotes.set(quote.marketId, quote);
    if (report.kind !== "context") return;
    this.#charge(this.#funding.onContext(report.context));
  }

  /** Charges everybody at a full hour, Unix milliseconds, and waits for the next one. */
  #onHour(atMs: number): void {
    this.#charge(this.#funding.onTime(atMs));
    this.#ask();
    this.#plan();
  }

  /** Follows prices and rates, charges what came due while nobody did, and waits for the next full hour. */
  start(): void {
    const { bus, context } = this.#dependencies;
    bus.subscribe(
      "perpetual_reported",
      context.self,
      (report): SettlerMessage => ({ kind: "perpetual_reported", report }),
    );
    this.#charge(this.#funding.onTime(context.clock.nowMs()));
    this.#ask();
    this.#plan();
  }

  /** Asks the venue for the rates that are missing, of each market once at a time. */
  #ask(): void {
    const { history, context } = this.#dependencies;
    if (history === null) return;
    for (const [marketId, hours] of this.#funding.missing()) {
      if (this.#asked.has(marketId)) continue;
      this.#asked.add(marketId);
      context.pipeToSelf(
        history.hoursOf(marketId, hours, context.abortSignal),
        (hours) => ({ kind: "past_funding_reported", marketId, hours }),
        () => ({ kind: "past_funding_failed", marketId }),
      );
    }
  }

  /** A venue that did not answer, or does not know an hour yet, is asked again after a while. */
  #askAgain(): void {
    const isMissing = this.#funding.missing().size > 0;
    if (!isMissing || this.#isAskedAgain) return;
    this.#isAskedAgain = true;
    const message = { kind: "past_funding_due" } as const;
    this.#dependencies.context.schedule(message, ASK_AGAIN_MS);
  }

  #plan(): void {
    const { context } = this.#dependencies;
    const nowMs = context.clock.nowMs();
    const delayMs = this.#funding.delayMs(nowMs);
    const atMs = nowMs + delayMs;
    context.schedule({ kind: "funding_due", atMs }, delayMs);
  }

  #charge(due: readonly FundingDue[]): void {
    for (const { entry, atMs: occurredAtMs } of due) {
      const { marketId: correlationId } = entry;
      this.#dependencies.append(entry, { correlationId, occurredAtMs });
    }
  }
}
