import type { Settings } from "../config.ts";
import type { ContestantId } from "../domain/ids.ts";
import { TradingPauses } from "../domain/trading_pauses.ts";
import type { LiveDependencies, Venue, VenueDependencies } from "./venue.ts";
import { ClobAccount } from "../venues/polymarket/clob_account.ts";
import type { PolymarketExecution } from "../venues/polymarket/execution.ts";
import {
  ENDPOINTS,
  endpointsAt,
  POLYMARKET_FACTS,
  type PolymarketEndpoint,
} from "../venues/polymarket/facts.ts";
import {
  type LiveAccountOptions,
  openLiveAccount,
} from "../venues/polymarket/live_account.ts";
import { PolymarketMarketData } from "../venues/polymarket/market_data.ts";
import { openPolymarketSigners } from "../venues/polymarket/open_polymarket_signers.ts";
import { polymarketBuckets } from "../venues/polymarket/rate_buckets.ts";
import { PolymarketResolution } from "../venues/polymarket/resolution_source.ts";
import { PolymarketRest } from "../venues/polymarket/rest.ts";
import type { RateBuckets } from "../venues/rate_buckets.ts";
import type { PolymarketSigner } from "../venues/polymarket/signature.ts";

/** Polygon. */
const CHAIN_ID = 137;
const HOUR_MS = 3_600_000;

type PolymarketSigners = Awaited<ReturnType<typeof openPolymarketSigners>>;

/**
 * Opens Polymarket: market data and resolutions without a wallet; reference prices and live order entry with one.
 *
 * @throws {FatalVenueError} If there are keys and they cannot be read.
 */
export async function openPolymarketVenue(
  dependencies: VenueDependencies,
): Promise<Venue> {
  const { settings, clock, giveUp } = dependencies;
  const hasKeys = settings.ARENA_KEYS_FILE !== null ||
    settings.ARENA_KEYS !== null;
  const signers = hasKeys
    ? await openPolymarketSigners({
      path: settings.ARENA_KEYS_FILE,
      clock,
      onDeath: giveUp,
    })
    : null;
  return await polymarketVenue(dependencies, signers);
}

/** Opens Polymarket with the wallets that there are, `null` without any. */
export async function polymarketVenue(
  dependencies: VenueDependencies,
  signers: PolymarketSigners | null,
): Promise<Venue> {
  const { settings, clock, random, tape, markets = null } = dependencies;
  const spread = random.fork("polymarket");
  const buckets = polymarketBuckets({ clock, random: spread });
  const rest = {
    endpoint: () => endpointOf(settings),
    clock,
    random: spread,
    buckets,
  };
  const stopping = new AbortController();
  const priceSigner = await priceSignerOf(
    dependencies,
    { signers, buckets },
    stopping.signal,
  );
  return {
    id: "polymarket",
    pauses: new TradingPauses(POLYMARKET_FACTS.maintenance),
    marketData: new PolymarketMarketData({
      ...rest,
      scope: {
        series: markets === null ? settings.ARENA_POLYMARKET_SERIES : [],
        tags: markets === null ? settings.ARENA_POLYMARKET_TAGS : [],
        tickers: markets ?? settings.ARENA_POLYMARKET_MARKETS,
        closesWithinMs: settings.ARENA_POLYMARKET_CLOSES_WITHIN_HOURS * HOUR_MS,
      },
      priceSigner,
      ...(tape === null ? {} : { record: (record) => tape.write(record) }),
    }),
    resolution: new PolymarketResolution({
      rest: new PolymarketRest(rest),
      clock,
    }),
    openLive: signers === null
      ? null
      : (live) =>
        openLive(dependencies, { live, signers, buckets }, stopping.signal),
    stop() {
      stopping.abort();
      signers?.stop();
    },
  };
}

/** Any account's key opens the socket of reference prices; without one, or where it does not hold, there are none. */
async function priceSignerOf(
  dependencies: VenueDependencies,
  { signers, buckets }: {
    readonly signers: PolymarketSigners | null;
    readonly buckets: RateBuckets;
  },
  signal: AbortSignal,
): Promise<PolymarketSigner | null> {
  const [account] = signers?.identities.keys() ?? [];
  if (signers === null || account === undefined) return null;
  const signer = signers.of(account);
  try {
    await new ClobAccount({ ...accountOptions(dependencies, signer), buckets })
      .logIn(signal);
    return signer;
  } catch (error) {
    dependencies.log.warn(
      { err: error },
      "Polymarket gives no reference prices without an API key",
    );
    return null;
  }
}

async function openLive(
  dependencies: VenueDependencies,
  { live, signers, buckets }: {
    readonly live: LiveDependencies;
    readonly signers: PolymarketSigners;
    readonly buckets: RateBuckets;
  },
  signal: AbortSignal,
): Promise<ReadonlyMap<ContestantId, PolymarketExecution>> {
  const executions = new Map<ContestantId, PolymarketExecution>();
  const { log } = dependencies;
  for (const { contestantId, account } of live.contestants) {
    const options: LiveAccountOptions = {
      ...accountOptions(dependencies, signers.of(account)),
      buckets,
      contestantId,
      signed: live.signedBy(contestantId),
      redemptions: live.redemptionsOf(contestantId),
      onNotice: (sentence) => log.info({ contestantId }, sentence),
      onPaid: ({ marketId, hash, amount }) =>
        live.payouts.report({
          contestantId,
          marketId,
          amount,
          reference: hash,
          fees: null,
          paidAtMs: dependencies.clock.nowMs(),
        }),
      onFailure: (error) =>
        log.warn(
          { err: error, contestantId },
          "Polymarket did not answer well",
        ),
    };
    const execution = await live.patience.ask((stopping) =>
      openLiveAccount(options, AbortSignal.any([signal, stopping]))
    );
    executions.set(contestantId, execution);
  }
  return executions;
}

function accountOptions(
  { settings, clock, random }: VenueDependencies,
  signer: PolymarketSigner,
) {
  return {
    endpoint: () => endpointOf(settings),
    chainId: CHAIN_ID,
    clock,
    random: random.fork("polymarket account"),
    signer,
  } as const;
}

function endpointOf(
  { ARENA_POLYMARKET_URL: url, ARENA_POLYGON_RPC_URL: rpcUrl }: Settings,
): PolymarketEndpoint {
  return url === null ? { ...ENDPOINTS.production, rpcUrl } : endpointsAt(url);
}
