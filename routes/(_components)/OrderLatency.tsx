import { LATENCY_PARTS } from "../../domain/latency_parts.ts";
import type { LatencyView } from "../../domain/view_latency.ts";
import { count, microseconds } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface OrderLatencyProps {
  readonly parts: readonly LatencyView[];
}

/** Where the time of orders goes on their way to the venue. */
export function OrderLatency({ parts }: OrderLatencyProps) {
  return (
    <Panel
      name="latency"
      title="An order's way to the venue"
      note="the newest orders that it answered"
    >
      {parts.length === 0
        ? <Empty>No order has been answered yet.</Empty>
        : <LatencyTable parts={parts} />}
    </Panel>
  );
}

function LatencyTable({ parts }: OrderLatencyProps) {
  return (
    <div
      class="across"
      tabIndex={0}
      role="region"
      aria-labelledby="latency-title"
    >
      <table class="board">
        <caption class="visually-hidden">
          Time that orders spend in each part of their way
        </caption>
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">What it is</th>
            <th scope="col" class="right">Median</th>
            <th scope="col" class="right">99 of 100 within</th>
            <th scope="col" class="right">Orders</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ part, orders, medianUs, p99Us }) => (
            <tr key={part} data-testid="latency" data-part={part}>
              <th scope="row">{part}</th>
              <td>{LATENCY_PARTS[part]}</td>
              <td class="right num">{microseconds(medianUs)}</td>
              <td class="right num">{microseconds(p99Us)}</td>
              <td class="right num">{count(orders)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
