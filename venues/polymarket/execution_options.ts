import type { ContestantId } from "../../domain/ids.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { SignedOrders } from "../signed_orders.ts";
import type { ClobAccount } from "./clob_account.ts";
import type { ChainId } from "./exchange_contract.ts";
import type { KnownMarkets } from "./known_markets.ts";
import type { PolymarketRest } from "./rest.ts";
import type { PolymarketSigner, SignedOf } from "./signature.ts";

/** What one contestant's order entry works with. */
export interface PolymarketExecutionOptions {
  readonly contestantId: ContestantId;
  readonly account: ClobAccount;
  /** Who the signer is, as `ClobAccount.logIn` told. */
  readonly wallet: SignedOf<"account">;
  readonly signer: PolymarketSigner;
  readonly markets: KnownMarkets;
  readonly rest: PolymarketRest;
  readonly signed: SignedOrders;
  readonly chainId: ChainId;
  readonly clock: Clock;
  /** Hears of messages of ours that cannot be read or do not fit; must not throw. */
  readonly onFailure: (error: unknown) => void;
}
