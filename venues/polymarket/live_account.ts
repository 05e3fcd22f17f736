import type { ContestantId } from "../../domain/ids.ts";
import { FatalVenueError } from "../../actors/ports/execution.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import type { Fetch } from "../net/http_client.ts";
import type { OpenSocket } from "../net/socket.ts";
import type { Redemptions } from "../redemptions.ts";
import type { SignedOrders } from "../signed_orders.ts";
import type { RateBuckets } from "../rate_buckets.ts";
import { allowanceOf } from "./allowance.ts";
import { ChainNode } from "./chain_node.ts";
import { ClobAccount } from "./clob_account.ts";
import type { ChainId } from "./exchange_contract.ts";
import { PolymarketExecution } from "./execution.ts";
import type { PolymarketEndpoint } from "./facts.ts";
import { keepAlive } from "./heartbeat.ts";
import { KnownMarkets } from "./known_markets.ts";
import { type PaidRedemption, Redeemer } from "./redeemer.ts";
import { PolymarketRest } from "./rest.ts";
import type { PolymarketSigner } from "./signature.ts";
import { UserSocket } from "./user_socket.ts";

/** What one contestant's account is opened with. */
export interface LiveAccountOptions {
  readonly contestantId: ContestantId;
  readonly signer: PolymarketSigner;
  readonly signed: SignedOrders;
  readonly redemptions: Redemptions;
  readonly endpoint: () => PolymarketEndpoint;
  readonly chainId: ChainId;
  readonly clock: Clock;
  readonly random: Random;
  /** Those of all clients of this process. @default {each client's own} */
  readonly buckets?: RateBuckets;
  /** @default {globalThis.fetch} */
  readonly fetch?: Fetch;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** Hears of redemptions, in one sentence each. */
  readonly onNotice: (sentence: string) => void;
  /** Hears what each redemption paid. */
  readonly onPaid: (redemption: PaidRedemption) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Opens live trading for one contestant and keeps it going until `signal` is aborted: the user channel, heartbeats,
 * and redemptions.
 *
 * @throws {FatalVenueError} If the keys do not hold, or the wallet does not let the exchange take anything.
 * @throws {Error} If the venue cannot be asked now.
 */
export async function openLiveAccount(
  options: LiveAccountOptions,
  signal: AbortSignal,
): Promise<PolymarketExecution> {
  const { signer, clock, endpoint, onFailure } = options;
  const account = new ClobAccount(options);
  const rest = new PolymarketRest(options);
  const markets = new KnownMarkets({ rest, clock });
  const wallet = await account.logIn(signal);
  const collateral = await account.collateral(wallet.signatureType, signal);
  if (allowanceOf(collateral) === 0n) {
    throw new FatalVenueError(
      `Cannot trade live as wallet ${wallet.maker} must let the exchange take its dollars: current value is an allowance of 0`,
    );
  }
  const execution = new PolymarketExecution({
    ...options,
    account,
    wallet,
    markets,
    rest,
  });
  const socket = new UserSocket({
    ...options,
    url: () => `${endpoint().wsUrl}/user`,
    onOrder: (row) => execution.hearOrder(row),
    onTrade: (row) => execution.hearTrade(row),
    onConnected: () => void execution.catchUp(signal),
  });
  const redeemer = new Redeemer({
    ...options,
    rest,
    markets,
    signer,
    wallet,
    node: new ChainNode({ ...options, url: () => endpoint().rpcUrl }),
    onRedeemed: options.onNotice,
  });
  void socket.run(signal);
  void keepAlive({ account, clock, onFailure }, signal);
  void redeemer.run(signal);
  return execution;
}
