import type { Journal } from "../../actors/ports/journal.ts";
import { ZERO_QUANTITY } from "../../domain/money.ts";
import type { PaperExchange } from "./paper_exchange.ts";

/** Has the paper exchange give up what an operator's reset takes off an account, in the moment in which it is committed. */
export function followResets(
  journal: Pick<Journal, "onCommit">,
  paper: Pick<PaperExchange, "restore">,
): void {
  journal.onCommit(({ entry }) => {
    if (entry.kind !== "account_reset") return;
    const { contestantId } = entry;
    paper.restore({
      markets: [],
      orders: [],
      fills: [],
      positions: entry.positions.map(({ marketId, outcome }) => ({
        contestantId,
        marketId,
        outcome,
        quantity: ZERO_QUANTITY,
      })),
    });
  });
}
