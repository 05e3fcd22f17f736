import { useComputed, useSignal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { ArenaView } from "../domain/view.ts";
import type { LatencyView } from "../domain/view_latency.ts";
import { followLatency } from "../routes/(_client)/latency_reader.ts";
import { arenaStore } from "../routes/(_client)/arena_store.ts";
import { AttributionBoard } from "../routes/(_components)/AttributionBoard.tsx";
import { avatarOf, type ModelAvatar } from "../routes/(_components)/avatars.ts";
import { ControlBanner } from "../routes/(_components)/ControlBanner.tsx";
import { DegradedBanner } from "../routes/(_components)/DegradedBanner.tsx";
import { PauseBanner } from "../routes/(_components)/PauseBanner.tsx";
import { EquityChart } from "../routes/(_components)/EquityChart.tsx";
import { EventList } from "../routes/(_components)/EventList.tsx";
import { inkOrder, type Inks, inksOf } from "../routes/(_components)/inks.ts";
import { Leaderboard } from "../routes/(_components)/Leaderboard.tsx";
import { Ledger } from "../routes/(_components)/Ledger.tsx";
import {
  DECISION_COLUMNS,
  FILL_COLUMNS,
  ORDER_COLUMNS,
  SETTLEMENT_COLUMNS,
  TRADE_COLUMNS,
} from "../routes/(_components)/ledger_columns.tsx";
import { MarketStrip } from "../routes/(_components)/MarketStrip.tsx";
import { ModelBoard } from "../routes/(_components)/ModelBoard.tsx";
import { NoticeFeed } from "../routes/(_components)/NoticeFeed.tsx";
import { OrderLatency } from "../routes/(_components)/OrderLatency.tsx";
import { PerpetualLedgers } from "../routes/(_components)/PerpetualLedgers.tsx";
import { PerpetualStrip } from "../routes/(_components)/PerpetualStrip.tsx";
import { SessionFeed } from "../routes/(_components)/SessionFeed.tsx";
import { SignalFeed } from "../routes/(_components)/SignalFeed.tsx";
import { StatusBar } from "../routes/(_components)/StatusBar.tsx";
import { SummaryFeed } from "../routes/(_components)/SummaryFeed.tsx";
import { SupervisionTree } from "../routes/(_components)/SupervisionTree.tsx";

function degradation({ status, reason }: ArenaView["venue"]): string | null {
  return status === "degraded" ? reason : null;
}

interface ArenaLiveProps {
  readonly initial: ArenaView;
  /** Where `initial` stands in the stream; `null` if the stream had not begun. */
  readonly position: string | null;
  /** How models are drawn. */
  readonly avatars: readonly ModelAvatar[];
}

/** The whole arena on one page, rendered by the server first and live from then on. */
export default function ArenaLive(
  { initial, position, avatars }: ArenaLiveProps,
) {
  const store = useMemo(() => arenaStore(initial, position), []);
  useEffect(() => store.connect(), [store]);
  const { view, nowMs, connection } = store;
  const since = initial.journalSequence;
  return (
    <>
      <Live of={view} part={(arena) => arena}>
        {(arena) => (
          <StatusBar
            {...arena}
            nowMs={nowMs.value}
            connection={connection.value}
          />
        )}
      </Live>
      <Live of={view} part={({ venue }) => degradation(venue)}>
        {(reason) => <DegradedBanner reason={reason} />}
      </Live>
      <Live of={view} part={({ venue }) => venue.pause?.sentence ?? null}>
        {(sentence) => <PauseBanner sentence={sentence} />}
      </Live>
      <Live of={view} part={({ controls }) => controls}>
        {(controls) => <ControlBanner controls={controls} />}
      </Live>
      <main class="page">
        <Markets view={view} nowMs={nowMs} />
        <Standings view={view} avatars={avatars} />
        <Thinking view={view} avatars={avatars} />
        <Live of={view} part={({ signals }) => signals}>
          {(signals) => <SignalFeed signals={signals} since={since} />}
        </Live>
        <Trading view={view} avatars={avatars} since={since} />
        <Endings view={view} avatars={avatars} since={since} />
        <Models view={view} avatars={avatars} />
        <Live of={view} part={({ notices }) => notices}>
          {(notices) => <NoticeFeed notices={notices} since={since} />}
        </Live>
        <Live of={view} part={({ events }) => events}>
          {(events) => <EventList events={events} nowMs={nowMs.value} />}
        </Live>
        <Live of={view} part={({ summaries }) => summaries}>
          {(summaries) => <SummaryFeed summaries={summaries} since={since} />}
        </Live>
        <Latency />
        <Live of={view} part={({ actors }) => actors}>
          {(actors) => <SupervisionTree actors={actors} />}
        </Live>
      </main>
    </>
  );
}

interface LiveProps<Part> {
  readonly of: ReadonlySignal<ArenaView>;
  readonly part: (view: ArenaView) => Part;
  readonly children: (part: Part) => ComponentChildren;
}

/** Renders its children again only when their part of the view has changed. */
function Live<Part>({ of, part, children }: LiveProps<Part>) {
  const current = useComputed(() => part(of.value));
  return <>{children(current.value)}</>;
}

interface MarketsProps {
  readonly view: ReadonlySignal<ArenaView>;
  readonly nowMs: ReadonlySignal<number>;
}

/** What is traded: outcomes, or perpetuals where the venue has them. */
function Markets({ view, nowMs }: MarketsProps) {
  const perpetuals = useComputed(() => view.value.perpetuals.markets).value;
  const references = useComputed(() => view.value.venue.references).value;
  const markets = useComputed(() => view.value.markets).value;
  return perpetuals.length > 0
    ? <PerpetualStrip markets={perpetuals} />
    : (
      <MarketStrip
        markets={markets}
        references={references}
        nowMs={nowMs.value}
      />
    );
}

interface ViewProps {
  readonly view: ReadonlySignal<ArenaView>;
  readonly avatars: readonly ModelAvatar[];
}

/** The same colors until a contestant comes, so that nothing is rendered for their sake. */
function useInks({ view, avatars }: ViewProps): Inks {
  const order = useComputed(() => inkOrder(view.value).join(" ")).value;
  return useMemo(() => {
    const drawn = view.value.contestants.flatMap(({ id, strategy }) => {
      const avatar = avatarOf(avatars, strategy);
      return avatar === null ? [] : [[id, avatar] as const];
    });
    return inksOf(order.split(" "), new Map(drawn));
  }, [order]);
}

function Standings({ view, avatars }: ViewProps) {
  const contestants = useComputed(() => view.value.contestants).value;
  const equity = useComputed(() => view.value.equity).value;
  const inks = useInks({ view, avatars });
  return (
    <>
      <EquityChart equity={equity} contestants={contestants} inks={inks} />
      <Leaderboard contestants={contestants} inks={inks} />
      <AttributionBoard contestants={contestants} inks={inks} />
    </>
  );
}

/** It is measured and not journaled, so that the stream has nothing of it. */
function Latency() {
  const parts = useSignal<readonly LatencyView[]>([]);
  useEffect(() => followLatency((news) => parts.value = news), []);
  return <OrderLatency parts={parts.value} />;
}

/** What models think; nothing where only rules compete. */
function Thinking({ view, avatars }: ViewProps) {
  const hasModels = useComputed(() => view.value.models.length > 0).value;
  const sessions = useComputed(() => view.value.sessions).value;
  const inks = useInks({ view, avatars });
  return hasModels ? <SessionFeed sessions={sessions} inks={inks} /> : null;
}

/** What models cost and how they behave; nothing where only rules compete. */
function Models({ view, avatars }: ViewProps) {
  const models = useComputed(() => view.value.models).value;
  const contestants = useComputed(() => view.value.contestants).value;
  const inks = useInks({ view, avatars });
  return models.length === 0
    ? null
    : <ModelBoard models={models} contestants={contestants} inks={inks} />;
}

interface TradingProps extends ViewProps {
  readonly since: number;
}

function Trading({ view, avatars, since }: TradingProps) {
  const inks = useInks({ view, avatars });
  const perpetuals = useComputed(() => view.value.perpetuals).value;
  return perpetuals.markets.length > 0
    ? <PerpetualLedgers perpetuals={perpetuals} inks={inks} since={since} />
    : (
      <>
        <Live of={view} part={({ fills }) => fills}>
          {(fills) => (
            <Ledger
              name="fills"
              title="Fills"
              testId="fill"
              empty="Waiting for the first fill: only a venue's own record counts."
              items={fills}
              inks={inks}
              since={since}
              columns={FILL_COLUMNS}
            />
          )}
        </Live>
        <Live of={view} part={({ orders }) => orders}>
          {(orders) => (
            <Ledger
              name="orders"
              title="Orders"
              testId="order"
              empty="Waiting for the first order to pass risk…"
              items={orders}
              inks={inks}
              since={since}
              columns={ORDER_COLUMNS}
            />
          )}
        </Live>
        <Live of={view} part={({ decisions }) => decisions}>
          {(decisions) => (
            <Ledger
              name="decisions"
              title="Decisions"
              testId="decision"
              empty="Waiting for the first decision: a hold is one, too."
              items={decisions}
              inks={inks}
              since={since}
              columns={DECISION_COLUMNS}
            />
          )}
        </Live>
      </>
    );
}

/** What became of positions. Perpetuals never settle. */
function Endings({ view, avatars, since }: TradingProps) {
  const inks = useInks({ view, avatars });
  const settles = useComputed(() => view.value.perpetuals.markets.length === 0)
    .value;
  return (
    <>
      <Live of={view} part={({ trades }) => trades}>
        {(trades) => (
          <Ledger
            name="trades"
            title="Closed trades"
            testId="trade"
            empty="Waiting for the first position to end…"
            items={trades}
            inks={inks}
            since={since}
            columns={TRADE_COLUMNS}
          />
        )}
      </Live>
      <Live of={view} part={({ settlements }) => settlements}>
        {(settlements) =>
          settles && (
            <Ledger
              name="settlements"
              title="Settlements"
              testId="settlement"
              empty="Waiting for the first market to resolve…"
              items={settlements}
              inks={inks}
              since={since}
              columns={SETTLEMENT_COLUMNS}
            />
          )}
      </Live>
    </>
  );
}
