import type { SignalView } from "../../domain/view.ts";
import { cents, contracts, isoTime, percent, timeOfDay } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

const NAMES: Record<SignalView["type"], string> = {
  "price_swing": "swing",
  "volume_spike": "volume",
  "orderbook_imbalance": "book",
};

interface SignalFeedProps {
  readonly signals: readonly SignalView[];
  /** Signals after this journal row came while the page was open. */
  readonly since: number;
}

/** The newest signals, each with what became of it. */
export function SignalFeed({ signals, since }: SignalFeedProps) {
  return (
    <Panel
      name="signals"
      title="Signals"
      note={signals.length === 0 ? "newest first" : `last ${signals.length}`}
    >
      {signals.length === 0
        ? (
          <Empty>
            Waiting for the first signal: a swing of 5 %, a trade of five times
            the usual size, or a lopsided book.
          </Empty>
        )
        : (
          <div
            class="feed"
            role="log"
            aria-live="polite"
            aria-relevant="additions"
            aria-label="Signals, newest first"
            tabIndex={0}
          >
            <ol>
              {signals.map((signal) => (
                <li
                  key={signal.id}
                  class={signal.offset > since ? "entry arriving" : "entry"}
                  data-testid="signal"
                  data-signal-type={signal.type}
                  data-offset={signal.offset}
                >
                  <time dateTime={isoTime(signal.timestamp)} class="num when">
                    {timeOfDay(signal.timestamp)}
                  </time>
                  <p class="what">
                    <span class={`kind kind-${signal.type}`}>
                      {NAMES[signal.type]}
                    </span>{" "}
                    <Headline signal={signal} />
                    <small title={signal.ticker}>{signal.marketTitle}</small>
                  </p>
                  <span
                    class={`outcome outcome-${signal.verdict ?? "pending"}`}
                  >
                    {signal.verdict ?? "pending"}
                  </span>
                </li>
              ))}
            </ol>
          </div>
        )}
    </Panel>
  );
}

function Headline({ signal }: { signal: SignalView }) {
  switch (signal.type) {
    case "price_swing": {
      const { previousPrice, currentPrice, changePercent } = signal.data;
      const isUp = currentPrice > previousPrice;
      return (
        <span class="num">
          {cents(previousPrice)} → {cents(currentPrice)}{" "}
          <b class={isUp ? "sign sign-up" : "sign sign-down"}>
            {percent(changePercent)}
          </b>
        </span>
      );
    }
    case "volume_spike": {
      const { volume, multiplier, takerSide } = signal.data;
      return (
        <span class="num">
          {contracts(volume)} {takerSide.toUpperCase()} taken,{" "}
          <b>{multiplier.toFixed(1)}×</b> the usual
        </span>
      );
    }
    case "orderbook_imbalance": {
      const { ratio, direction } = signal.data;
      return (
        <span class="num">
          {direction === "yes_heavy"
            ? (
              <>
                YES bids <b>{ratio.toFixed(1)}×</b> the NO bids
              </>
            )
            : (
              <>
                NO bids <b>{ratio === 0 ? "∞" : (1 / ratio).toFixed(1)}×</b>
                {" "}
                the YES bids
              </>
            )}
        </span>
      );
    }
  }
}
