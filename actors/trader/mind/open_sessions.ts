import type { DecisionId, MarketId } from "../../../domain/ids.ts";
import type { Thought } from "../decision_carrier.ts";
import { CallMoney } from "./call_money.ts";
import type { Session } from "./session.ts";

/** A session that is under way. */
export interface OpenSession {
  readonly session: Session;
  /** Ends the call that is under way. */
  readonly abort: AbortController;
  readonly wokenAtMs: number;
  /**
   * `asking`: the row of its next call is on its way; `calling`: the model is asked; `searching`: the web is;
   * `ending`: the row of its end is on its way.
   */
  status: "asking" | "calling" | "searching" | "ending";
  readonly money: CallMoney;
  /** When it had its decision; `null` before. */
  thought: Thought | null;
}

/** Returns a session that begins now, by the monotonic clock. */
export function openedSession(
  session: Session,
  wokenAtMs: number,
): OpenSession {
  return {
    session,
    abort: new AbortController(),
    wokenAtMs,
    status: "asking",
    money: new CallMoney(),
    thought: null,
  };
}

/** The sessions of one contestant: one per market at most, as a second one would not know of the first one's order. */
export class OpenSessions {
  readonly #byMarket = new Map<MarketId, OpenSession>();

  get size(): number {
    return this.#byMarket.size;
  }

  has(marketId: MarketId): boolean {
    return this.#byMarket.has(marketId);
  }

  get(decisionId: DecisionId): OpenSession | undefined {
    for (const open of this.#byMarket.values()) {
      if (open.session.subject.decisionId === decisionId) return open;
    }
    return undefined;
  }

  all(): readonly OpenSession[] {
    return [...this.#byMarket.values()];
  }

  add(open: OpenSession): void {
    this.#byMarket.set(open.session.subject.marketId, open);
  }

  delete({ session }: OpenSession): void {
    this.#byMarket.delete(session.subject.marketId);
  }
}
