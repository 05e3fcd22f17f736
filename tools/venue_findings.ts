import type { Settings } from "../config.ts";
import { tradesLive } from "../config/venue_settings.ts";
import { TradingPauses } from "../domain/trading_pauses.ts";
import { isDflowWithdrawn, WITHDRAWN } from "../venues/dflow/withdrawn.ts";
import { DFLOW_FACTS } from "../venues/dflow/facts.ts";
import {
  HYPERLIQUID_FACTS,
  HYPERLIQUID_URL,
} from "../venues/hyperliquid/facts.ts";
import { ENDPOINTS, KALSHI_FACTS } from "../venues/kalshi/facts.ts";
import { POLYMARKET_FACTS } from "../venues/polymarket/facts.ts";
import type { Keys } from "../venues/signer/key_name.ts";
import { readKeys } from "../venues/signer/key_source.ts";
import type { VenueFacts } from "../venues/venue_facts.ts";
import type { Finding } from "./finding.ts";

const PATIENCE_MS = 5_000;

/** Asks for one address and returns the status of the answer, whatever it is. */
export type Ask = (url: string) => Promise<number>;

const ask: Ask = async (url) => {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.body?.cancel();
  return response.status;
};

/** Returns the findings about the venue and the keys to it. No key is ever part of one. */
export async function venueFindings(
  settings: Settings,
  { env, nowMs, askFor = ask }: {
    readonly env: Readonly<Record<string, string>>;
    readonly nowMs: number;
    readonly askFor?: Ask;
  },
): Promise<readonly Finding[]> {
  return [
    await reachabilityFinding(settings, nowMs, askFor),
    ...await keyFindings(settings, env),
  ];
}

async function reachabilityFinding(
  settings: Settings,
  nowMs: number,
  askFor: Ask,
): Promise<Finding> {
  const item = "venue";
  const probe = probeOf(settings);
  if (probe === null) {
    return {
      status: "ok",
      item,
      text: "built-in, simulated: needs no network",
    };
  }
  const { name, url, facts } = probe;
  const pause = new TradingPauses(facts.maintenance).sentenceAt(name, nowMs);
  if (pause !== null) return { status: "note", item, text: pause };
  const host = new URL(url).host;
  try {
    const status = await askFor(url);
    if (name === "dflow" && isDflowWithdrawn(status)) {
      return { status: "fail", item, text: WITHDRAWN };
    }
    return status < 400
      ? { status: "ok", item, text: `${name} answers at ${host}` }
      : {
        status: "note",
        item,
        text: `${name} answers at ${host} with status ${status}`,
      };
  } catch {
    return {
      status: "fail",
      item,
      text: `${name} does not answer at ${host} within ${PATIENCE_MS} ms`,
    };
  }
}

function probeOf(
  settings: Settings,
):
  | { readonly name: string; readonly url: string; readonly facts: VenueFacts }
  | null {
  switch (settings.ARENA_VENUE) {
    case "builtin":
      return null;
    case "dflow": {
      const prefix = settings.ARENA_DFLOW_API_KEY === null ? "dev-" : "";
      const url = settings.ARENA_DFLOW_URL ??
        `https://${prefix}prediction-markets-api.dflow.net/api/v1`;
      return {
        name: "dflow",
        url: `${url}/markets?status=active&limit=1`,
        facts: DFLOW_FACTS,
      };
    }
    case "kalshi": {
      const url = settings.ARENA_KALSHI_URL ??
        ENDPOINTS[settings.ARENA_KALSHI_EXCHANGE].restUrl;
      return {
        name: "kalshi",
        url: `${url}/exchange/status`,
        facts: KALSHI_FACTS,
      };
    }
    case "polymarket": {
      const { ARENA_POLYMARKET_URL: url } = settings;
      return {
        name: "polymarket",
        url: `${
          url === null ? "https://clob.polymarket.com" : `${url}/clob`
        }/time`,
        facts: POLYMARKET_FACTS,
      };
    }
    case "hyperliquid":
      return {
        name: "hyperliquid",
        url: `${settings.ARENA_HYPERLIQUID_URL ?? HYPERLIQUID_URL}/info`,
        facts: HYPERLIQUID_FACTS,
      };
  }
}

async function keyFindings(
  settings: Settings,
  env: Readonly<Record<string, string>>,
): Promise<readonly Finding[]> {
  const { ARENA_KEYS_FILE: path, ARENA_KEYS: given } = settings;
  const item = "keys";
  if (path === null && given === null) {
    return [{ status: "ok", item, text: "none: everybody trades on paper" }];
  }
  let keys: Keys;
  try {
    keys = await readKeys({ path, variable: (name) => env[name] });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [{ status: "fail", item, text }];
  }
  const names = Object.keys(keys).toSorted();
  const text = names.length === 0 ? "the store is empty" : names.join(", ");
  return [{ status: "ok", item, text }, ...liveFindings(settings, names)];
}

function liveFindings(
  { ARENA_MODE, ARENA_VENUE }: Settings,
  names: readonly string[],
): readonly Finding[] {
  if (!tradesLive(ARENA_MODE)) return [];
  const live = [...ARENA_MODE.byContestant]
    .filter(([, mode]) => mode === "live").map(([contestant]) => contestant);
  return live.map((contestant) => {
    const has = names.some((name) =>
      name.startsWith(`${ARENA_VENUE}.${contestant}.`)
    );
    return has
      ? { status: "ok", item: "live", text: `${contestant} has keys` }
      : {
        status: "fail",
        item: "live",
        text:
          `${contestant} has none at ${ARENA_VENUE}: deno task keys set ${ARENA_VENUE}.${contestant}.private_key`,
      };
  });
}
