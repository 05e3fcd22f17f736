import type { StrandedOrder } from "../../domain/view_acts.ts";
import { nameOf } from "./act_choices.ts";
import { Moment } from "./Moment.tsx";
import { Empty } from "./Panel.tsx";

interface StrandedOrdersProps {
  readonly stranded: readonly StrandedOrder[];
}

/** Orders of which nobody knows the end: which, since when and why. */
export function StrandedOrders({ stranded }: StrandedOrdersProps) {
  if (stranded.length === 0) {
    return <Empty>No order waits for an operator.</Empty>;
  }
  return (
    <ol class="acts">
      {stranded.map((letter) => (
        <li key={letter.orderId} class="act" data-testid="stranded">
          <p class="when">
            <Moment atMs={letter.sinceMs} hasSeconds />
          </p>
          <p>
            <b>{nameOf(letter)}</b>
            <small>{letter.reason}</small>
          </p>
        </li>
      ))}
    </ol>
  );
}
