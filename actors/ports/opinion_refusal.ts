import type { ContestantId, MarketId } from "../../domain/ids.ts";

/** An opinion that no decision can be made of: whose, about what, and the rule that it broke, in one sentence. */
export interface OpinionRefusal {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  readonly message: string;
}
