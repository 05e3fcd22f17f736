import type { VenueOrderReport } from "../../../actors/ports/execution.ts";
import type { Approved } from "../../../domain/approval.ts";
import { contestantId, decisionId, orderId } from "../../../domain/ids.ts";
import { quantity, ZERO_QUANTITY, ZERO_USD } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import { yesPrice } from "../../../domain/price.ts";
import { TradingPauses } from "../../../domain/trading_pauses.ts";
import { SeededRandom } from "../../../runtime/mod.ts";
import { openAccount } from "../../../venues/kalshi/account.ts";
import type { KalshiExecution } from "../../../venues/kalshi/execution.ts";
import { KALSHI_FACTS } from "../../../venues/kalshi/facts.ts";
import { wideBucket } from "../../../venues/net/net_testing.ts";
import type { VenuePayout } from "../../../venues/payouts.ts";
import { approvedOrder } from "../../actors/approved_order.ts";
import { KalshiStage, MARKET } from "./kalshi_stage.ts";

/** Whose account it is. */
export const WHO = contestantId("momentum-live");

/** An order that risk let through: ten YES at up to 0.58 and at once, unless `terms` say otherwise. */
export function orderNumber(
  number: number,
  terms: Partial<Order> = {},
): Approved<Order> {
  const sound = approvedOrder({
    id: orderId(`o_${String(number).padStart(32, "0")}`),
    decisionId: decisionId(`d_${number}`),
    contestantId: WHO,
    marketId: MARKET,
    replaces: null,
    status: "submitted",
    filledQuantity: ZERO_QUANTITY,
    filledNotional: ZERO_USD,
    createdAtMs: 1,
    side: "buy",
    outcome: "yes",
    quantity: quantity("10"),
    limit: { outcome: "yes", price: yesPrice("0.58") },
    timeInForce: "ioc",
    expiresAtMs: null,
    postOnly: false,
    reduceOnly: false,
  });
  return { ...sound, ...terms };
}

/** Live order entry for one account over a fake Kalshi. */
export interface Desk {
  readonly stage: KalshiStage;
  readonly execution: KalshiExecution;
  submit(order: Approved<Order>): Promise<VenueOrderReport>;
  query(order: Order): Promise<VenueOrderReport>;
  /** A process that starts anew: it knows what the journal knows and nothing else. */
  restarted(): KalshiExecution;
  /** What the account's settlements were told to have paid. */
  readonly payouts: readonly VenuePayout[];
  /** Whether each of them may wait for its settlement. */
  readonly listed: readonly (boolean | undefined)[];
}

/** Opens it, with a journal that is a map. */
export async function openDesk(): Promise<Desk> {
  const stage = await KalshiStage.open();
  const journal = new Map<string, Order>();
  const payouts: VenuePayout[] = [];
  const listed: (boolean | undefined)[] = [];
  const open = () =>
    openAccount({
      pauses: new TradingPauses(KALSHI_FACTS.maintenance),
      ...stage.rest(),
      writeBucket: wideBucket(stage.clock),
      random: new SeededRandom("desk"),
      signer: stage.key.signer,
      contestantId: WHO,
      orderOf: (id) => journal.get(id) ?? null,
      payouts: {
        report(payout, options) {
          payouts.push(payout);
          listed.push(options?.isListed);
        },
      },
      onFailure: () => {},
    }, stage.signal);
  const execution = open();
  return {
    stage,
    execution,
    submit(order) {
      journal.set(order.id, order);
      return stage.over(execution.submit(order, stage.signal));
    },
    query: (order) => stage.over(execution.query(order.id, stage.signal)),
    restarted: open,
    payouts,
    listed,
  };
}
