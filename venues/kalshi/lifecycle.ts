import { marketId } from "../../domain/ids.ts";
import type { MarketPhase, Resolution } from "../../domain/market.ts";
import { yesPrice } from "../../domain/price.ts";
import type { MarketNotice } from "../venue_decoder.ts";
import type { FrameOf } from "./frame.ts";

type LifecycleMessage = FrameOf<"market_lifecycle_v2">["msg"];

/** Where each event of a market's life takes it; `null` for those that change no phase. */
const PHASES: ReadonlyMap<string, MarketPhase | null> = new Map([
  ["created", "listed"],
  ["activated", "open"],
  ["deactivated", "paused"],
  ["close_date_updated", null],
  ["determined", "proposed"],
  ["settled", "final"],
]);

/**
 * Decodes the events of markets' lives. Kalshi sends none at a market's open or close time.
 *
 * `settled` may come without the result that `determined` carried, so results are remembered until they
 * are final.
 */
export class LifecycleDecoder {
  readonly #resolutions = new Map<string, Resolution>();

  /** Returns what `msg`, received at `atMs` (Unix milliseconds), says; `null` if no phase changed. @throws {RangeError} If it says nothing that we know. */
  decode(msg: LifecycleMessage, atMs: number): MarketNotice | null {
    const phase = PHASES.get(msg.event_type);
    if (phase === undefined) {
      throw new RangeError(
        `Cannot follow ${msg.market_ticker} as its lifecycle event must be known: current value is ${
          JSON.stringify(msg.event_type)
        }`,
      );
    }
    if (phase === null) return null;
    const isResolved = phase === "proposed" || phase === "final";
    return {
      kind: "market_phase_changed",
      marketId: marketId("kalshi", msg.market_ticker),
      phase,
      resolution: isResolved ? this.#resolutionOf(msg) : null,
      occurredAtMs: timeOf(msg, atMs),
    };
  }

  /** Lets go of a market that is settled. */
  forget(ticker: string): void {
    this.#resolutions.delete(ticker);
  }

  #resolutionOf(msg: LifecycleMessage): Resolution {
    const resolution = msg.result
      ? readResolution(msg)
      : this.#resolutions.get(msg.market_ticker);
    if (resolution === undefined) {
      throw new RangeError(
        `Cannot resolve ${msg.market_ticker} as its result must be told: current value is empty`,
      );
    }
    this.#resolutions.set(msg.market_ticker, resolution);
    return resolution;
  }
}

function readResolution(msg: LifecycleMessage): Resolution {
  switch (msg.result) {
    case "yes":
    case "no":
      return { kind: msg.result };
    case "scalar":
      if (msg.settlement_value !== undefined) {
        return { kind: "scalar", yesPayout: yesPrice(msg.settlement_value) };
      }
  }
  throw new RangeError(
    `Cannot resolve ${msg.market_ticker} as its result must be yes, no, or scalar with a value: current value is ${
      JSON.stringify(msg.result)
    }`,
  );
}

function timeOf(msg: LifecycleMessage, atMs: number): number {
  const seconds = msg.event_type === "settled"
    ? msg.settled_ts
    : msg.event_type === "determined"
    ? msg.determination_ts
    : undefined;
  return seconds === undefined ? atMs : seconds * 1_000;
}
