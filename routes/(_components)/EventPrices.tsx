import type { PriceChart } from "./price_chart.ts";
import { makePricePlot } from "./price_plot.ts";
import { Empty, Panel } from "./Panel.tsx";
import { usePlot } from "./use_plot.ts";

interface EventPricesProps {
  readonly chart: PriceChart;
}

/** What the price of an event did: the last of each bar, and how high and low it was. */
export function EventPrices({ chart }: EventPricesProps) {
  const { container } = usePlot(
    (container) => makePricePlot(container, chart),
    [chart],
  );
  return (
    <Panel
      name="prices"
      title="Price"
      note="of YES in cents, the middle of bid and ask, UTC"
    >
      {chart.atMs.length === 0
        ? <Empty>No price of this event was kept yet.</Empty>
        : (
          <div class="plot-frame">
            <div
              class="plot"
              ref={container}
              role="img"
              data-testid="price-chart"
              data-prices={chart.atMs.length}
              aria-label={`Price of YES over time, ${
                chart.close.at(-1)?.toFixed(1)
              } cents at last`}
            />
          </div>
        )}
      <noscript>
        <p class="note">The chart needs scripts.</p>
      </noscript>
    </Panel>
  );
}
