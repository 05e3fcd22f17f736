import type { Execution } from "../actors/ports/execution.ts";
import type { MarketData } from "../actors/ports/market_data.ts";
import { ConfigError, type Settings } from "../config.ts";
import type { ContestantId } from "../domain/ids.ts";
import { NO_PAUSES, TradingPauses } from "../domain/trading_pauses.ts";
import { kalshiEndpoint } from "./kalshi_endpoint.ts";
import type { Log } from "./log.ts";
import type { LiveDependencies, Venue, VenueDependencies } from "./venue.ts";
import {
  COINBASE_URL,
  spotSymbolsOf,
  withSpotPrices,
} from "../venues/coinbase/spot_prices.ts";
import { KALSHI_FACTS } from "../venues/kalshi/facts.ts";
import { openAccount } from "../venues/kalshi/account.ts";
import { KalshiMarketData } from "../venues/kalshi/market_data.ts";
import { openKalshiSigners } from "../venues/kalshi/open_kalshi_signers.ts";
import { KalshiResolution } from "../venues/kalshi/resolution_source.ts";
import { KalshiRest, type KalshiRestOptions } from "../venues/kalshi/rest.ts";
import type {
  KalshiSigner,
  SignatureRequest,
} from "../venues/kalshi/signature.ts";
import type { TokenBucket } from "../venues/net/token_bucket.ts";
import { RateBuckets } from "../venues/rate_buckets.ts";
import type { TapeRecord } from "../venues/tape/tape_record.ts";
import type { Signers } from "../venues/signer/open_signers.ts";

/**
 * Opens Kalshi: market data over WebSocket where there is a key for it and over REST where not, resolutions, and live
 * order entry for whoever has keys.
 *
 * @throws {FatalVenueError} If keys are named that cannot be read.
 */
export async function openKalshiVenue(
  dependencies: VenueDependencies,
): Promise<Venue> {
  const { settings, clock, random, log, giveUp } = dependencies;
  const spread = random.fork("kalshi");
  const endpoint = kalshiEndpoint(settings);
  const buckets = new RateBuckets({
    facts: KALSHI_FACTS,
    clock,
    random: spread,
  });
  const bucketOf = (kind: "read" | "write", account?: string) =>
    buckets.of(`${settings.ARENA_KALSHI_TIER} ${kind}`, account);
  const rest: KalshiRestOptions = {
    endpoint: () => endpoint,
    clock,
    random: spread,
    readBucket: bucketOf("read"),
  };
  const hasKeys = settings.ARENA_KEYS_FILE !== null ||
    settings.ARENA_KEYS !== null;
  const signers = hasKeys
    ? await openKalshiSigners({
      path: settings.ARENA_KEYS_FILE,
      clock,
      onDeath: giveUp,
    })
    : null;
  const dataAccount = settings.ARENA_KALSHI_DATA_ACCOUNT;
  if (dataAccount !== null && signers === null) {
    throw new ConfigError(
      `Cannot start as ARENA_KALSHI_DATA_ACCOUNT needs keys, from ARENA_KEYS_FILE or ARENA_KEYS: current value is ${dataAccount} without any`,
    );
  }
  const stopping = new AbortController();
  const pauses = pausesOf(settings);
  return {
    id: "kalshi",
    pauses,
    marketData: marketDataOf(dependencies, {
      rest,
      signer: dataAccount === null ? null : signers?.of(dataAccount) ?? null,
    }),
    resolution: new KalshiResolution(new KalshiRest(rest)),
    openLive: signers === null ? null : (live) =>
      Promise.resolve(
        openAccounts(
          {
            rest,
            signers,
            bucketOf,
            pauses,
            log,
            signal: stopping.signal,
          },
          live,
        ),
      ),
    stop() {
      stopping.abort();
      signers?.stop();
    },
  };
}

/** Kalshi's own, with spot prices beside its crypto rounds. */
function marketDataOf(
  { settings, clock, random, tape, markets = null }: VenueDependencies,
  { rest, signer }: {
    readonly rest: KalshiRestOptions;
    readonly signer: KalshiSigner | null;
  },
): MarketData {
  const record = tape === null
    ? {}
    : { record: (row: TapeRecord) => tape.write(row) };
  const marketData = new KalshiMarketData({
    ...rest,
    scope: markets === null
      ? { series: settings.ARENA_KALSHI_SERIES, tickers: [] }
      : { series: [], tickers: markets },
    signer,
    ...record,
  });
  const url = settings.ARENA_COINBASE_URL ??
    (settings.ARENA_KALSHI_URL === null ? COINBASE_URL : null);
  const symbols = spotSymbolsOf(settings.ARENA_KALSHI_SERIES);
  return url === null || symbols.length === 0
    ? marketData
    : withSpotPrices(marketData, {
      url,
      symbols,
      clock,
      random: random.fork("coinbase"),
      ...record,
    });
}

interface AccountParts {
  readonly rest: KalshiRestOptions;
  readonly signers: Signers<SignatureRequest, string>;
  readonly bucketOf: (kind: "read" | "write", account: string) => TokenBucket;
  readonly pauses: TradingPauses;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Every account has rate limits of its own, whoever trades on it. */
function openAccounts(
  { rest, signers, bucketOf, pauses, log, signal }: AccountParts,
  { contestants, orderOf, payouts }: LiveDependencies,
): ReadonlyMap<ContestantId, Execution> {
  return new Map(
    contestants.map(({ contestantId, account }) =>
      [
        contestantId,
        openAccount({
          ...rest,
          readBucket: bucketOf("read", account),
          writeBucket: bucketOf("write", account),
          signer: signers.of(account),
          contestantId,
          orderOf,
          pauses,
          payouts,
          onFailure: (error) =>
            log.warn(
              { err: error, contestantId },
              "what markets paid cannot be read",
            ),
        }, signal),
      ] as const
    ),
  );
}

/** Another host than the venue's own keeps hours of its own. */
function pausesOf({ ARENA_KALSHI_URL: url }: Settings): TradingPauses {
  return url === null ? new TradingPauses(KALSHI_FACTS.maintenance) : NO_PAUSES;
}
