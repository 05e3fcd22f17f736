import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  priceChart,
  type PriceHistory,
} from "../routes/(_components)/price_chart.ts";
import { makePricePlot } from "../routes/(_components)/price_plot.ts";
import { Empty, Panel } from "../routes/(_components)/Panel.tsx";
import { usePlot } from "../routes/(_components)/use_plot.ts";

interface EventPricesProps {
  readonly eventId: string;
}

/** Milliseconds between two looks at what the price has done since. */
const LOOK_MS = 10_000;

const NOTHING = priceChart({ bars: [], points: [] });

/** What the price of an event did: the last of each bar, and how high and low it was. */
export default function EventPrices({ eventId }: EventPricesProps) {
  const chart = useSignal(NOTHING);
  useEffect(() => {
    const ended = new AbortController();
    const look = async () => {
      const path = `/api/events/${encodeURIComponent(eventId)}/price-history`;
      try {
        const answer = await fetch(path, { signal: ended.signal });
        if (!answer.ok) return;
        const history: PriceHistory = await answer.json();
        chart.value = priceChart(history);
      } catch {
        // The next look may find the arena again; what is drawn stays.
      }
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => {
      ended.abort();
      clearInterval(timer);
    };
  }, [eventId]);
  const drawn = chart.value;
  const { container } = usePlot(
    (container) => makePricePlot(container, drawn),
    [drawn],
  );
  return (
    <Panel
      name="prices"
      title="Price"
      note="of YES in cents, the middle of bid and ask, UTC"
    >
      {drawn.atMs.length === 0
        ? <Empty>No price of this event was kept yet.</Empty>
        : (
          <div class="plot-frame">
            <div
              class="plot"
              ref={container}
              role="img"
              data-testid="price-chart"
              data-prices={drawn.atMs.length}
              aria-label={`Price of YES over time, ${
                drawn.close.at(-1)
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
