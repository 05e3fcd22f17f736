import type { OpenSocket } from "../net/socket.ts";
import type { TapeRecord } from "../tape/tape_record.ts";
import type { PolymarketRestOptions } from "./rest.ts";
import type { PolymarketScope } from "./scope.ts";
import type { PolymarketSigner } from "./signature.ts";

/** What the market-data client needs. All durations are milliseconds above 0. */
export interface PolymarketMarketDataOptions extends PolymarketRestOptions {
  readonly scope: PolymarketScope;
  /** Opens the socket of reference prices, which needs an API key; `null` goes without them. */
  readonly priceSigner: PolymarketSigner | null;
  /** @default {openWebSocket} */
  readonly openSocket?: OpenSocket;
  /** Hears everything that is received, as a tape has it; must not throw. */
  readonly record?: (record: TapeRecord) => void;
  /** How often markets are listed. @default {15000} */
  readonly refreshMs?: number;
  /** Silence of everything after which a connection is opened anew. @default {30000} */
  readonly silenceMs?: number;
  /** Longest pause between two connections. @default {30000} */
  readonly reconnectMsMax?: number;
}
