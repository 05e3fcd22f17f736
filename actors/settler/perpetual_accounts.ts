import type { ArenaBooks } from "../../domain/fold.ts";
import type { ContestantId, MarketId } from "../../domain/ids.ts";
import type { UsdMicros } from "../../domain/money.ts";
import { perpetualsAtClose } from "../../domain/perpetual_equity.ts";
import {
  newerPerpetualQuote,
  type PerpetualQuote,
  type PerpetualReport,
} from "../../domain/perpetual_market.ts";
import type { ActorContext, EventBus } from "../../runtime/mod.ts";
import type { ArenaTopics } from "../ports/topics.ts";
import { Funding, type FundingDue } from "./funding.ts";
import type { SettlerMessage } from "./protocol.ts";

/** What the settler's part in perpetuals works with. */
export interface PerpetualAccountDependencies {
  readonly books: Pick<ArenaBooks, "perpetuals">;
  readonly context: ActorContext<SettlerMessage>;
  readonly bus: EventBus<ArenaTopics>;
  readonly append: (
    entry: FundingDue["entry"],
    fields: { readonly correlationId: string; readonly occurredAtMs: number },
  ) => void;
}

/** Marks what is held of perpetuals, and charges what holding it costs. */
export class PerpetualAccounts {
  readonly #dependencies: PerpetualAccountDependencies;
  readonly #quotes = new Map<MarketId, PerpetualQuote>();
  readonly #funding = new Funding();

  constructor(dependencies: PerpetualAccountDependencies) {
    this.#dependencies = dependencies;
  }

  /** Returns what closing a contestant's perpetuals would bring now; `null` where one of them has no price. */
  worth(id: ContestantId): UsdMicros | null {
    return perpetualsAtClose(
      this.#dependencies.books.perpetuals.of(id),
      (market) => this.#quotes.get(market) ?? null,
    );
  }

  onReport(report: PerpetualReport): void {
    const quote = newerPerpetualQuote(report, this.#quotes);
    if (quote !== null) this.#quotes.set(quote.marketId, quote);
    if (report.kind !== "context") return;
    this.#charge(this.#funding.onContext(report.context));
  }

  /** Charges everybody at a full hour, Unix milliseconds, and waits for the next one. */
  onHour(atMs: number): void {
    this.#charge(this.#funding.onHour(atMs, this.#dependencies.books));
    this.#plan();
  }

  /** Follows prices and rates, and waits for the next full hour. */
  start(): void {
    const { bus, context } = this.#dependencies;
    bus.subscribe(
      "perpetual_reported",
      context.self,
      (report): SettlerMessage => ({ kind: "perpetual_reported", report }),
    );
    this.#plan();
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
