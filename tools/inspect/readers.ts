import type { DflowDecoder } from "../../venues/dflow/dflow_decoder.ts";
import { hyperliquidFrameKind } from "../../venues/hyperliquid/frame.ts";
import type { HyperliquidDecoder } from "../../venues/hyperliquid/hyperliquid_decoder.ts";
import { isKalshiFrameType } from "../../venues/kalshi/frame.ts";
import type { KalshiDecoder } from "../../venues/kalshi/kalshi_decoder.ts";
import { readRestRow } from "../../venues/kalshi/payload.ts";
import { polymarketFrameKind } from "../../venues/polymarket/frame.ts";
import type { PolymarketDecoder } from "../../venues/polymarket/polymarket_decoder.ts";
import type { PayloadReader } from "./payload.ts";

/** The venues whose captures can be read. */
export const INSPECTED_VENUES = [
  "kalshi",
  "dflow",
  "polymarket",
  "hyperliquid",
] as const;

/** Returns a reader of captures of Kalshi, around `decoder`. */
export function kalshiReader(decoder: KalshiDecoder): PayloadReader {
  return {
    decoder,
    frameKind(value) {
      const type: unknown = Reflect.get(value, "type");
      const isFrame = typeof type === "string" &&
        (Object.hasOwn(value, "msg") || Object.hasOwn(value, "sid")) &&
        isKalshiFrameType(type);
      return isFrame ? type : null;
    },
    readRow: readRestRow,
  };
}

/** Returns a reader of captures of dflow, around `decoder`; of its REST answers nothing is known here. */
export function dflowReader(decoder: DflowDecoder): PayloadReader {
  return {
    decoder,
    frameKind(value) {
      const channel: unknown = Reflect.get(value, "channel");
      return typeof channel === "string" && Object.hasOwn(value, "type")
        ? channel
        : null;
    },
    readRow: () => null,
  };
}

/** Returns a reader of captures of Polymarket, around `decoder`: rows of its catalogue are frames as well. */
export function polymarketReader(decoder: PolymarketDecoder): PayloadReader {
  return {
    decoder,
    frameKind: (value) =>
      Array.isArray(value) ? null : polymarketFrameKind(value),
    readRow: () => null,
  };
}

/** Returns a reader of captures of Hyperliquid, around `decoder`: its `meta` is a frame as well. */
export function hyperliquidReader(decoder: HyperliquidDecoder): PayloadReader {
  return {
    decoder,
    frameKind: hyperliquidFrameKind,
    readRow: () => null,
  };
}
