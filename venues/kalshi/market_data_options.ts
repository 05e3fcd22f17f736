import type { OpenSocket } from "../net/socket.ts";
import type { TapeRecord } from "../tape/tape_record.ts";
import type { KalshiRestOptions } from "./rest.ts";
import type { KalshiScope } from "./scope.ts";
import type { KalshiSigner } from "./signature.ts";

/** What the market-data client needs. All durations are milliseconds above 0. */
export interface KalshiMarketDataOptions extends KalshiRestOptions {
  readonly scope: KalshiScope;
  /** Signs the socket's upgrade, which needs a key even for public channels; `null` polls REST instead. */
  readonly signer: KalshiSigner | null;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** Hears everything that is received, as a tape has it; must not throw. */
  readonly record?: (record: TapeRecord) => void;
  /** How often markets are listed. @default {5000} */
  readonly refreshMs?: number;
  /** How often books are asked for without a key. @default {2000} */
  readonly pollMs?: number;
  /** Silence of a market after which its prices are withdrawn unless REST confirms them. @default {30000} */
  readonly staleAfterMs?: number;
  /** Silence of everything after which the connection is opened anew. @default {30000} */
  readonly silenceMs?: number;
  /** Longest pause between two connections. @default {30000} */
  readonly reconnectMsMax?: number;
}
