import type { OrderView } from "../../domain/view.ts";
import type { PerpetualOrderView } from "../../domain/view_perpetuals.ts";
import { contracts } from "./format.ts";

interface OrderProgressProps {
  readonly order: OrderView | PerpetualOrderView;
}

/** How far an order got: its status, and what of it is filled or why it was denied. */
export function OrderProgress({ order }: OrderProgressProps) {
  const { status, filledQuantity, quantity, denialCode } = order;
  return (
    <>
      <span class={`status status-${status}`}>{words(status)}</span>
      <small>
        {denialCode === null
          ? `${contracts(filledQuantity)} of ${contracts(quantity)}`
          : words(denialCode).toLowerCase()}
      </small>
    </>
  );
}

function words(name: string): string {
  return name.replaceAll("_", " ");
}
