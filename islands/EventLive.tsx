import { useComputed } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { ArenaView, MarketView } from "../domain/view.ts";
import type { EventView } from "../domain/view_events.ts";
import { arenaStore } from "../routes/(_client)/arena_store.ts";
import { EventState } from "../routes/(_components)/EventList.tsx";
import { cents, count, countdown } from "../routes/(_components)/format.ts";
import { inkOrder, inksOf } from "../routes/(_components)/inks.ts";
import { Ledger } from "../routes/(_components)/Ledger.tsx";
import {
  DECISION_COLUMNS,
  FILL_COLUMNS,
} from "../routes/(_components)/ledger_columns.tsx";
import { Moving } from "../routes/(_components)/Moving.tsx";
import { Panel } from "../routes/(_components)/Panel.tsx";

interface EventLiveProps {
  readonly eventId: string;
  readonly initial: ArenaView;
  /** Where `initial` stands in the stream; `null` if the stream had not begun. */
  readonly position: string | null;
}

/** One event of the arena; whoever has this open is one of its viewers. */
export default function EventLive(
  { eventId, initial, position }: EventLiveProps,
) {
  const store = useMemo(() => arenaStore(initial, position, eventId), []);
  useEffect(() => store.connect(), [store]);
  const { view, nowMs } = store;
  const event =
    useComputed(() => view.value.events.find(({ id }) => id === eventId)).value;
  const market =
    useComputed(() => view.value.markets.find(({ id }) => id === eventId))
      .value;
  const order = useComputed(() => inkOrder(view.value).join(" ")).value;
  const inks = useMemo(() => inksOf(order.split(" "), new Map()), [order]);
  const ofEvent = ({ marketId }: { readonly marketId: string }) =>
    marketId === eventId;
  const since = initial.journalSequence;
  return (
    <>
      {event === undefined
        ? null
        : <Facts event={event} market={market} nowMs={nowMs.value} />}
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
        <div>
          <dt>Closes in</dt>
          <dd>{countdown(event.closesAtMs, nowMs)}</dd>
        </div>
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
          <dt>Chosen by</dt>
          <dd>{event.selection}</dd>
        </div>
      </dl>
    </Panel>
  );
}
