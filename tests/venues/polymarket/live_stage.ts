import type { VenueOrderReport } from "../../../actors/ports/execution.ts";
import type { Approved } from "../../../domain/approval.ts";
import {
  type ContestantId,
  contestantId,
  decisionId,
  type OrderId,
  orderId,
} from "../../../domain/ids.ts";
import { quantity, ZERO_QUANTITY, ZERO_USD } from "../../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../../domain/order.ts";
import { noPrice, yesPrice } from "../../../domain/price.ts";
import type { PolymarketExecution } from "../../../venues/polymarket/execution.ts";
import { openLiveAccount } from "../../../venues/polymarket/live_account.ts";
import type { PaidRedemption } from "../../../venues/polymarket/redeemer.ts";
import type { PolymarketSigner } from "../../../venues/polymarket/signature.ts";
import type {
  SignedOrder,
  SignedOrders,
} from "../../../venues/signed_orders.ts";
import { approvedOrder } from "../../actors/approved_order.ts";
import { RedemptionLedger } from "../redemption_ledger.ts";
import { PolymarketStage, PRIVATE_KEY, signerOf } from "./polymarket_stage.ts";
import { MARKET } from "./samples.ts";

export const CONTESTANT: ContestantId = contestantId("momentum-live");

/** What was signed, in memory: it outlives an execution as the journal does. */
export class MemorySignedOrders implements SignedOrders {
  readonly all = new Map<OrderId, SignedOrder>();

  of(orderId: OrderId): SignedOrder | null {
    return this.all.get(orderId) ?? null;
  }

  ofReference(reference: string): SignedOrder | null {
    return [...this.all.values()].find((order) =>
      order.reference === reference
    ) ?? null;
  }

  record(order: SignedOrder): Promise<void> {
    this.all.set(order.orderId, order);
    return Promise.resolve();
  }
}

/** A fake Polymarket with one live account. */
export class LiveStage extends PolymarketStage {
  readonly signed = new MemorySignedOrders();
  readonly ledger = new RedemptionLedger(CONTESTANT, this.clock);
  readonly reports: [OrderId, VenueOrderReport][] = [];
  readonly failures: string[] = [];
  readonly notices: string[] = [];
  readonly paid: PaidRedemption[] = [];
  #orders = 0;

  /** Opens order entry, and keeps it going until the stage ends. */
  async open(signer?: PolymarketSigner): Promise<PolymarketExecution> {
    const execution = await this.over(openLiveAccount({
      ...this.rest(),
      openSocket: this.fake.traffic.open,
      contestantId: CONTESTANT,
      signer: signer ?? await signerOf(PRIVATE_KEY),
      signed: this.signed,
      redemptions: (await this.ledger.open()).redemptions,
      chainId: 137,
      onNotice: (sentence) => this.notices.push(sentence),
      onPaid: (paid) => this.paid.push(paid),
      onFailure: (error) => this.failures.push(String(error)),
    }, this.signal));
    execution.onReport((id, report) => this.reports.push([id, report]));
    await this.until(
      () => this.fake.sockets.users > 0,
      "the user channel must be open",
    );
    return execution;
  }

  /** An order that risk let through, with fields that it may not have seen; the price is of its own outcome. */
  order(
    fields: Partial<Order> & { readonly price?: string } = {},
  ): Approved<Order> {
    const { price = "0.5", ...rest } = fields;
    const outcome = rest.outcome ?? "yes";
    const sound = approvedOrder({
      ...IMMEDIATE,
      id: orderId(`o_${this.#orders += 1}`),
      decisionId: decisionId("d_1"),
      contestantId: CONTESTANT,
      marketId: MARKET,
      side: "buy",
      outcome: "yes",
      quantity: quantity("10"),
      limit: { outcome: "yes", price: yesPrice("0.5") },
      replaces: null,
      status: "initialized",
      filledQuantity: ZERO_QUANTITY,
      filledNotional: ZERO_USD,
      createdAtMs: this.clock.nowMs(),
    });
    return {
      ...sound,
      limit: outcome === "yes"
        ? { outcome, price: yesPrice(price) }
        : { outcome, price: noPrice(price) },
      ...rest,
    };
  }

  /** The newest report that was pushed of an order. */
  pushed(id: OrderId): VenueOrderReport | undefined {
    return this.reports.findLast(([reported]) => reported === id)?.[1];
  }
}
