import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { ArenaView, MarketView } from "../domain/view.ts";
import type { EventView } from "../domain/view_events.ts";
import { arenaStore } from "../routes/(_client)/arena_store.ts";
import { EventPrices } from "../routes/(_components)/EventPrices.tsx";
import { EventState } from "../routes/(_components)/EventList.tsx";
import { cents, count, countdown } from "../routes/(_components)/format.ts";
import { inkOrder, inksOf } from "../routes/(_components)/inks.ts";
import { Ledger } from "../routes/(_components)/Ledger.tsx";
import {
  DECISION_COLUMNS,
  FILL_COLUMNS,
} from "../routes/(_components)/ledger_columns.tsx";
import { Verdict } from "../routes/(_components)/MarketStrip.tsx";
import { Moment } from "../routes/(_components)/Moment.tsx";
import { Moving } from "../routes/(_components)/Moving.tsx";
import { Panel } from "../routes/(_components)/Panel.tsx";
import {
  type PriceChart,
  priceChart,
  type PriceHistory,
} from "../routes/(_components)/price_chart.ts";

/** Milliseconds between two looks at what the price has done since. */
const LOOK_MS = 10_000;

const NO_PRICES = priceChart({ bars: [], points: [] });

interface EventLiveProps {
  /** The event as it was when the page was made. */
  readonly opened: EventView;
  readonly initial: ArenaView;
  /** Where `initial` stands in the stream; `null` if the stream had not begun. */
  readonly position: string | null;
}

/** One event of the arena; whoever has this open is one of its viewers. */
export default function EventLive(
  { opened, initial, position }: EventLiveProps,
) {
  const eventId = opened.id;
  const store = useMemo(() => arenaStore(initial, position, eventId), []);
  useEffect(() => store.connect(), [store]);
  const { view, nowMs } = store;
  // What has left the list of the newest events stays here as it was.
  const known = useRef(opened);
  const event = known.current =
    useComputed(() => view.value.events.find(({ id }) => id === eventId))
      .value ?? known.current;
  const market =
    useComputed(() => view.value.markets.find(({ id }) => id === eventId))
      .value;
  const order = useComputed(() => inkOrder(view.value).join(" ")).value;
  const inks = useMemo(() => inksOf(order.split(" "), new Map()), [order]);
  const ofEvent = ({ marketId }: { readonly marketId: string }) =>
    marketId === eventId;
  const since = initial.journalSequence;
  const prices = usePriceChart(eventId);
  return (
    <>
      <Facts event={event} market={market} nowMs={nowMs.value} />
      <EventPrices chart={prices} />
      <Ledger
        name="fills"
        title="Fills"
        testId="fill"
        empty="Nobody has traded this event lately."
        items={view.value.fills.filter(ofEvent)}
        inks={inks}
        since={since}
        columns={FILL_COLUMNS}
      />
      <Ledger
        name="decisions"
        title="Decisions"
        testId="decision"
        empty="Nobody has decided about this event lately."
        items={view.value.decisions.filter(ofEvent)}
        inks={inks}
        since={since}
        columns={DECISION_COLUMNS}
      />
    </>
  );
}

/** Looks again and again at what was kept of an event's price. */
function usePriceChart(eventId: string): PriceChart {
  const chart = useSignal(NO_PRICES);
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
  return chart.value;
}

interface FactsProps {
  readonly event: EventView;
  /** Absent once it is over for long. */
  readonly market: MarketView | undefined;
  readonly nowMs: number;
}

function Facts({ event, market, nowMs }: FactsProps) {
  const { yesBid = null, yesAsk = null } = market ?? {};
  return (
    <Panel name="event" title={event.title} note={event.category}>
      <dl class="event-facts num">
        <div>
          <dt>State</dt>
          <dd data-testid="event-state">
            <EventState event={event} />
          </dd>
        </div>
        <Close event={event} nowMs={nowMs} />
        <div>
          <dt>Yes bid</dt>
          <dd>
            <Moving
              value={yesBid === null ? null : Number(yesBid)}
              text={cents(yesBid)}
            />
          </dd>
        </div>
        <div>
          <dt>Ask</dt>
          <dd>
            <Moving
              value={yesAsk === null ? null : Number(yesAsk)}
              text={cents(yesAsk)}
            />
          </dd>
        </div>
        <div>
          <dt>Viewers</dt>
          <dd data-testid="event-viewers">{count(event.viewers)}</dd>
        </div>
        {market?.resolution
          ? (
            <div>
              <dt>Result</dt>
              <dd data-testid="event-result">
                <Verdict {...market} resolution={market.resolution} />
              </dd>
            </div>
          )
          : null}
        {market?.held
          ? (
            <div class="fact-more">
              <dt>Settlement</dt>
              <dd data-testid="event-held">
                held for an operator: {market.held.reason}
              </dd>
            </div>
          )
          : null}
        <div>
          <dt>Chosen by {CHOSEN_BY[event.selectedBy]}</dt>
          <dd data-testid="event-chosen">
            <Moment atMs={event.selectedAtMs} hasSeconds />
          </dd>
        </div>
      </dl>
    </Panel>
  );
}

const CHOSEN_BY: Readonly<Record<EventView["selectedBy"], string>> = {
  calendar: "the calendar",
  operator: "an operator",
};

function Close({ event, nowMs }: Omit<FactsProps, "market">) {
  const { closesAtMs } = event;
  return closesAtMs > nowMs
    ? (
      <div>
        <dt>Closes in</dt>
        <dd>{countdown(closesAtMs, nowMs)}</dd>
      </div>
    )
    : (
      <div>
        <dt>Closed</dt>
        <dd>
          <Moment atMs={closesAtMs} hasSeconds />
        </dd>
      </div>
    );
}
