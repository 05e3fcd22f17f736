import type { Execution } from "../actors/ports/execution.ts";
import { FatalVenueError } from "../actors/ports/execution.ts";
import type { Settings } from "../config.ts";
import type { ContestantId } from "../domain/ids.ts";
import { NO_PAUSES, TradingPauses } from "../domain/trading_pauses.ts";
import type {
  LiveContestant,
  LiveDependencies,
  Venue,
  VenueDependencies,
} from "./venue.ts";
import { kalshiEndpoint } from "./kalshi_endpoint.ts";
import { DflowExecution } from "../venues/dflow/execution.ts";
import { DFLOW_FACTS } from "../venues/dflow/facts.ts";
import { DflowMarketData } from "../venues/dflow/market_data.ts";
import { openDflowSigners } from "../venues/dflow/open_dflow_signers.ts";
import { OutcomeMints } from "../venues/dflow/outcome_mints.ts";
import { OwnTokens } from "../venues/dflow/own_tokens.ts";
import { type PaidRedemption, Redeemer } from "../venues/dflow/redeemer.ts";
import { DflowResolution } from "../venues/dflow/resolution_source.ts";
import { SolanaNode } from "../venues/dflow/solana_node.ts";
import { DflowTrade, isVerified } from "../venues/dflow/trade_rest.ts";
import { KALSHI_FACTS } from "../venues/kalshi/facts.ts";
import { KalshiResolution } from "../venues/kalshi/resolution_source.ts";
import { KalshiRest } from "../venues/kalshi/rest.ts";
import {
  HttpClient,
  type HttpClientOptions,
} from "../venues/net/http_client.ts";
import type { TokenBucket } from "../venues/net/token_bucket.ts";
import { RateBuckets } from "../venues/rate_buckets.ts";

const HOSTS = {
  metadata: "https://prediction-markets-api.dflow.net/api/v1",
  trade: "https://quote-api.dflow.net",
};
const DEVELOPER_HOSTS = {
  metadata: "https://dev-prediction-markets-api.dflow.net/api/v1",
  trade: "https://dev-quote-api.dflow.net",
};

/** Opens dflow: market data and resolutions without a wallet, live order entry with one. */
export function openDflowVenue(dependencies: VenueDependencies): Venue {
  const { settings, clock, random, tape, markets = null } = dependencies;
  const { ARENA_DFLOW_API_KEY: apiKey, ARENA_DFLOW_FEE_TIER: tier } = settings;
  const url = settings.ARENA_DFLOW_URL ?? hostsOf(settings).metadata;
  const spread = random.fork("dflow");
  const buckets = new RateBuckets({
    facts: DFLOW_FACTS,
    clock,
    random: spread,
  });
  const rest = {
    endpoint: () => ({
      restUrl: url,
      wsUrl: `${url.replace(/^http/, "ws")}/ws`,
    }),
    clock,
    random: spread,
    bucket: keyBucket(settings, buckets),
    ...(apiKey === null ? {} : { apiKey }),
  };
  const stopping = new AbortController();
  return {
    id: "dflow",
    pauses: pausesOf(settings.ARENA_DFLOW_URL),
    marketData: new DflowMarketData({
      ...rest,
      ...(markets === null ? {} : { tickers: markets }),
      fees: { schedule: "dflow_tier", tier },
      ...(tape === null ? {} : { record: (record) => tape.write(record) }),
    }),
    resolution: new DflowResolution({
      ...rest,
      origin: kalshiOf(settings, rest),
    }),
    openLive: (live) => openWallets(dependencies, { live, buckets }, stopping),
    stop: () => stopping.abort(),
  };
}

/** Kalshi, whose markets dflow relays; `null` where dflow's host is another than the venue's own and Kalshi's is not. */
function kalshiOf(
  settings: Settings,
  { clock, random }: Pick<VenueDependencies, "clock" | "random">,
): KalshiResolution | null {
  const { ARENA_DFLOW_URL, ARENA_KALSHI_URL, ARENA_KALSHI_TIER } = settings;
  if (ARENA_DFLOW_URL !== null && ARENA_KALSHI_URL === null) return null;
  const endpoint = kalshiEndpoint(settings);
  const facts = KALSHI_FACTS;
  const readBucket = new RateBuckets({ facts, clock, random })
    .of(`${ARENA_KALSHI_TIER} read`);
  return new KalshiResolution(
    new KalshiRest({ endpoint: () => endpoint, clock, random, readBucket }),
  );
}

/** Opens order entry for each wallet, and begins to redeem what its decided markets pay. */
async function openWallets(
  dependencies: VenueDependencies,
  { live, buckets }: {
    readonly live: LiveDependencies;
    readonly buckets: RateBuckets;
  },
  stopping: AbortController,
): Promise<ReadonlyMap<ContestantId, Execution>> {
  const { settings, clock, log, giveUp } = dependencies;
  const hosts = clientsOf(dependencies, buckets);
  const { signal } = stopping;
  const signers = await openDflowSigners({
    path: settings.ARENA_KEYS_FILE,
    clock,
    onDeath: giveUp,
  });
  signal.addEventListener("abort", () => signers.stop(), { once: true });
  const trade = new DflowTrade(hosts.trade);
  const node = new SolanaNode(hosts.node);
  const opened = new Map<ContestantId, Execution>();
  for (const contestant of live.contestants) {
    const { contestantId } = contestant;
    const signer = signers.of(contestant.account);
    const ordersSince = (atMs: number) => live.ordersSince(contestantId, atMs);
    const own = new OwnTokens({
      trade,
      signed: live.signedBy(contestantId),
      orders: () => ordersSince(0),
    });
    const mints = new OutcomeMints(hosts.metadata, own);
    const parts = { trade, node, mints, clock };
    const isKnown = await live.patience.ask((stopping) =>
      isVerified(hosts.proof, signer.identity, stopping)
    );
    if (!isKnown) throw unverified(contestant, signer.identity);
    opened.set(
      contestantId,
      new DflowExecution({
        ...live,
        ...parts,
        signer,
        signed: live.signedBy(contestantId),
        contestantId,
        ordersSince,
        tier: settings.ARENA_DFLOW_FEE_TIER,
        pauses: pausesOf(settings.ARENA_DFLOW_TRADE_URL),
        stopping: signal,
      }),
    );
    const onNews = (sentence: string) => log.info({ contestantId }, sentence);
    const onPaid = ({ marketId, amount, signature }: PaidRedemption) =>
      live.payouts.report({
        contestantId,
        marketId,
        amount,
        reference: signature,
        fees: null,
        paidAtMs: clock.nowMs(),
      });
    const redemptions = live.redemptionsOf(contestantId);
    void new Redeemer({ ...parts, redemptions, signer, onNews, onPaid })
      .run(signal);
  }
  return opened;
}

/** Another host than the venue's own keeps hours of its own. */
function pausesOf(url: string | null): TradingPauses {
  return url === null ? new TradingPauses(DFLOW_FACTS.maintenance) : NO_PAUSES;
}

function unverified(
  { contestantId }: LiveContestant,
  wallet: string,
): FatalVenueError {
  return new FatalVenueError(
    `Cannot trade live as ${contestantId} as the owner of its wallet must be verified at dflow.net/proof: current value is ${wallet}, not verified`,
  );
}

function clientsOf(
  dependencies: VenueDependencies,
  buckets: RateBuckets,
) {
  const { settings, clock, random } = dependencies;
  const { ARENA_DFLOW_API_KEY: apiKey } = settings;
  const keys = apiKey === null ? {} : { "x-api-key": apiKey };
  const hosts = hostsOf(settings);
  const ofKey = keyBucket(settings, buckets);
  const client = (
    baseUrl: string,
    options: Pick<HttpClientOptions, "bucket" | "isUrgent">,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    new HttpClient({
      ...options,
      venue: "dflow",
      baseUrl: () => baseUrl,
      clock,
      random: random.fork("dflow orders"),
      headers: () => headers,
    });
  return {
    metadata: client(
      settings.ARENA_DFLOW_URL ?? hosts.metadata,
      { bucket: ofKey },
      keys,
    ),
    trade: client(
      settings.ARENA_DFLOW_TRADE_URL ?? hosts.trade,
      // An order does not wait for pages of markets.
      { bucket: ofKey, isUrgent: true },
      keys,
    ),
    // Neither of the others has any business with the key.
    proof: client(settings.ARENA_DFLOW_PROOF_URL, {
      bucket: buckets.of("with a key", "proof"),
    }),
    node: client(settings.ARENA_SOLANA_RPC_URL, {
      bucket: buckets.of("Solana node"),
    }),
  };
}

/** Every host of the venue counts one key, or our address where there is none. */
function keyBucket(settings: Settings, buckets: RateBuckets): TokenBucket {
  return buckets.of(
    settings.ARENA_DFLOW_API_KEY === null && settings.ARENA_DFLOW_URL === null
      ? "developer host"
      : "with a key",
  );
}

function hostsOf({ ARENA_DFLOW_API_KEY: apiKey }: Settings) {
  return apiKey === null ? DEVELOPER_HOSTS : HOSTS;
}
