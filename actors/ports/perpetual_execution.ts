import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import type {
  BookedPerpetualFill,
  PerpetualOrder,
} from "../../domain/perpetual_order.ts";

/** What a venue made of an order for a perpetual, which is over once it has arrived. */
export type PerpetualOrderReport =
  | {
    readonly status: "filled" | "canceled";
    /** In their order; none where nothing was there to take. */
    readonly fills: readonly BookedPerpetualFill[];
    readonly reason: string;
  }
  | { readonly status: "rejected"; readonly reason: string }
  /** It never had it. */
  | { readonly status: "unknown" };

/** Order entry for perpetuals. */
export interface PerpetualExecution {
  /**
   * Sends an approved order and reports what came of it. The same id again makes no second order.
   *
   * @throws {Error} If `signal` is aborted while it is on its way; it still arrives.
   */
  submit(
    order: Approved<PerpetualOrder>,
    signal: AbortSignal,
  ): Promise<PerpetualOrderReport>;
  /** Asks what became of an order, by our id. */
  query(orderId: OrderId): Promise<PerpetualOrderReport>;
  /** Asks what everybody holds; whoever is not named holds nothing. */
  positions(signal: AbortSignal): Promise<readonly PerpetualPosition[]>;
}
