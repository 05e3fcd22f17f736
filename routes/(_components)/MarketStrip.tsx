import { isSettling } from "../../domain/settlement.ts";
import { roundAssetOf } from "../../domain/underlying.ts";
import type {
  ArenaView,
  MarketView,
  ResolutionView,
} from "../../domain/view.ts";
import { cents, countdown, dollars, timeOfDay } from "./format.ts";
import { Moving } from "./Moving.tsx";
import { Empty } from "./Panel.tsx";

type References = ArenaView["venue"]["references"];

interface MarketStripProps {
  readonly markets: readonly MarketView[];
  /** Prices of what they are about. */
  readonly references: References;
  readonly nowMs: number;
}

/** Every market as a card: prices that move, the time left, and how it ended. */
export function MarketStrip(
  { markets, references, nowMs }: MarketStripProps,
) {
  return (
    <section class="strip" aria-labelledby="markets-title">
      <h2 id="markets-title" class="visually-hidden">Markets</h2>
      {markets.length === 0
        ? <Empty>Waiting for the venue to list its first market…</Empty>
        : (
          <ul class="cards" tabIndex={0} aria-label="Markets, scrollable">
            {markets.map((market) => (
              <MarketCard
                key={market.id}
                market={market}
                reference={referenceOf(market, references)}
                nowMs={nowMs}
              />
            ))}
          </ul>
        )}
    </section>
  );
}

interface MarketCardProps {
  readonly market: MarketView;
  readonly reference: References[number] | null;
  readonly nowMs: number;
}

function MarketCard({ market, reference, nowMs }: MarketCardProps) {
  const resolved = isSettling(market.phase) && market.held === null;
  return (
    <li
      class={resolved ? "card card-resolved" : "card"}
      data-testid="market"
      data-market-id={market.id}
      data-phase={market.phase}
    >
      <p class="card-title" title={market.title}>{market.title}</p>
      <p class="card-when num">
        {timing(market, nowMs)}
      </p>
      {reference === null || market.phase !== "open"
        ? null
        : (
          <p class="card-when num" data-testid="reference">
            {reference.symbol} {dollars(reference.price)}
            {market.strike === null ? "" : `, strike ${dollars(market.strike)}`}
          </p>
        )}
      {market.resolution === null
        ? <Prices market={market} />
        : <Verdict {...market} resolution={market.resolution} />}
    </li>
  );
}

/** The average that rounds settle on goes before the spot price behind it. */
function referenceOf(
  { ticker }: MarketView,
  references: References,
): References[number] | null {
  const asset = roundAssetOf({ ticker, eventTicker: "" });
  if (asset === null) return null;
  const of = (symbol: string) =>
    references.find((reference) => reference.symbol === symbol);
  return of(`${asset}-USD-TWAP60`) ?? of(`${asset}-USD`) ?? null;
}

function timing(
  { phase, closesAtMs, resolvedAtMs }: MarketView,
  nowMs: number,
): string {
  if (phase === "open") return `closes in ${countdown(closesAtMs, nowMs)}`;
  return resolvedAtMs === null
    ? phase
    : `${phase} at ${timeOfDay(resolvedAtMs)} UTC`;
}

function Prices({ market: { yesBid, yesAsk } }: { market: MarketView }) {
  const bid = yesBid === null ? null : Number(yesBid);
  const ask = yesAsk === null ? null : Number(yesAsk);
  const left = 100 * (bid ?? 0);
  const right = 100 * (ask ?? 1);
  return (
    <>
      <p class="card-prices num">
        <span>
          <span class="label">yes bid</span>{" "}
          <Moving value={bid} text={cents(yesBid)} />
        </span>
        <span>
          <span class="label">ask</span>{" "}
          <Moving value={ask} text={cents(yesAsk)} />
        </span>
      </p>
      <svg
        class="gauge"
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect class="gauge-track" width="100" height="6" rx="0" />
        <rect class="gauge-yes" width={left} height="6" />
        <rect
          class="gauge-spread"
          x={left}
          width={Math.max(0, right - left)}
          height="6"
        />
      </svg>
    </>
  );
}

interface VerdictProps {
  readonly resolution: ResolutionView;
  readonly phase: MarketView["phase"];
  readonly held: MarketView["held"];
}

/** How a market ended, and how sure that is. */
export function Verdict({ resolution, phase, held }: VerdictProps) {
  // Until it is final the venue may change its mind.
  const word = isSettling(phase) ? "resolved" : "proposed";
  return (
    <p
      class={`verdict verdict-${resolution.kind}`}
      title={held?.reason}
      data-held={held === null ? undefined : ""}
    >
      <span class="label">{held === null ? word : "held"}</span>{" "}
      {resolution.kind === "scalar"
        ? `${cents(resolution.yesPayout)} per YES`
        : resolution.kind.toUpperCase()}
    </p>
  );
}
