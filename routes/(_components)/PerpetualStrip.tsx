import type { PerpetualMarketView } from "../../domain/view_perpetuals.ts";
import { price, signedPercent } from "./format.ts";
import { Moving } from "./Moving.tsx";

interface PerpetualStripProps {
  readonly markets: readonly PerpetualMarketView[];
}

/** Every perpetual as a card: prices that move, and what holding it costs for the hour under way. */
export function PerpetualStrip({ markets }: PerpetualStripProps) {
  return (
    <section class="strip" aria-labelledby="perpetuals-title">
      <h2 id="perpetuals-title" class="visually-hidden">Perpetuals</h2>
      <ul class="cards" tabIndex={0} aria-label="Perpetuals, scrollable">
        {markets.map((market) => (
          <PerpetualCard key={market.id} market={market} />
        ))}
      </ul>
    </section>
  );
}

function PerpetualCard({ market }: { market: PerpetualMarketView }) {
  const { id, coin, leverageMax, bid, ask, oraclePrice, fundingRate } = market;
  return (
    <li
      class="card card-perpetual"
      data-testid="perpetual"
      data-market-id={id}
    >
      <p class="card-title">{coin} perpetual</p>
      <p class="card-when num">
        oracle {price(oraclePrice)}, up to {leverageMax} times
      </p>
      <p class="card-when num" data-testid="funding">
        funding {fundingRate === null
          ? "not named yet"
          : `${signedPercent(fundingRate, FUNDING_DECIMALS)} an hour`}
      </p>
      <p class="card-prices num">
        <span>
          <span class="label">bid</span>{" "}
          <Moving value={valueOf(bid)} text={price(bid)} />
        </span>
        <span>
          <span class="label">ask</span>{" "}
          <Moving value={valueOf(ask)} text={price(ask)} />
        </span>
      </p>
    </li>
  );
}

/** A rate of an hour is a few thousandths of a percent. */
const FUNDING_DECIMALS = 5;

function valueOf(text: string | null): number | null {
  return text === null ? null : Number(text);
}
