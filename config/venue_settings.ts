import { z } from "zod";
import { DFLOW_TIERS } from "../domain/dflow_tier.ts";
import { KALSHI_TIERS } from "../domain/kalshi_tier.ts";
import { PATH, setting, wholeNumber } from "./setting.ts";

/** Who trades with what. */
export type TradingMode = "paper" | "live";

/** What `ARENA_MODE` says: of everybody, and of those that are named. */
export interface TradingModes {
  readonly everybody: TradingMode;
  readonly byContestant: ReadonlyMap<string, TradingMode>;
}

/** Whether anybody trades real money. */
export function tradesLive({ everybody, byContestant }: TradingModes): boolean {
  return everybody === "live" || [...byContestant.values()].includes("live");
}

const CONTESTANT_MODE = "[a-z0-9._-]{1,60}=(?:paper|live)";
const MODES = new RegExp(
  `^(?:paper|live|${CONTESTANT_MODE}(?:,${CONTESTANT_MODE})*)$`,
);

function parseModes(text: string): TradingModes {
  if (text === "paper" || text === "live") {
    return { everybody: text, byContestant: new Map() };
  }
  const byContestant = new Map(
    text.split(",").map((part) => {
      const [contestant = "", mode] = part.split("=");
      return [contestant, mode === "live" ? "live" : "paper"] as const;
    }),
  );
  return { everybody: "paper", byContestant };
}

/** A secret that the process only notes to be there: what reads it reads it for itself. */
function secretElsewhere(min: number, max: number) {
  return {
    schema: z.string().min(min).max(max).transform(() => true as const),
    fallback: null,
  };
}

/** Names that a venue has for something, separated by commas. */
function names() {
  return {
    schema: z.string().regex(/^([\w.-]{1,100}(,[\w.-]{1,100}){0,99})?$/)
      .transform((text) => text === "" ? [] : text.split(",")),
    rule: "up to 100 names, separated by commas",
  };
}

/** An address of a venue, without a slash at its end. */
export const HTTP_URL = {
  schema: z.string().regex(/^https?:\/\/\S+[^/\s]$/),
  rule:
    "a URL that starts with https:// or http:// and does not end in a slash",
};

/** Which venue, with what keys, for whom. */
export const VENUE_SETTINGS = {
  ARENA_VENUE: setting({
    schema: z.enum(["builtin", "dflow", "kalshi", "polymarket", "hyperliquid"]),
    fallback: "builtin",
    rule: "one of builtin, dflow, kalshi, polymarket, hyperliquid",
    meaning:
      "The venue whose markets are traded. `builtin` is simulated and needs no network; on `hyperliquid` perpetuals are traded, on paper alone and by rules alone.",
  }),
  ARENA_MODE: setting({
    schema: z.string().regex(MODES).transform(parseModes),
    fallback: "paper",
    rule: "paper, live, or a list such as momentum=live,base-rate=paper",
    meaning:
      "Who trades real money, rules and models alike; outside agents never do. Live needs keys of that contestant at the venue too; a second contestant, marked as live, then takes part beside the one on paper, and a model is asked for each of them.",
  }),
  ARENA_RECORD_DIR: setting({
    ...PATH,
    fallback: null,
    meaning:
      "Folder that everything received is always recorded to, as tapes that follow one another. Not together with ARENA_TAPE.",
  }),
  ARENA_RECORD_FILE_MB: setting({
    ...wholeNumber(1, 100_000),
    fallback: "64",
    meaning:
      "Compressed megabytes after which a tape ends and the next begins.",
  }),
  ARENA_RECORD_TOTAL_MB: setting({
    ...wholeNumber(2, 10_000_000),
    fallback: "2000",
    meaning:
      "Compressed megabytes of all tapes in ARENA_RECORD_DIR; the oldest go when there are more.",
  }),
  ARENA_KEYS_FILE: setting({
    ...PATH,
    fallback: null,
    meaning: "Key store that `deno task keys` wrote.",
  }),
  ARENA_KEYS_PASSPHRASE: setting({
    ...secretElsewhere(16, 1_000),
    rule: "a passphrase of 16 to 1000 characters",
    meaning:
      "Opens ARENA_KEYS_FILE. Only the signing worker reads it, and it is taken out of the environment then.",
  }),
  ARENA_KEYS: setting({
    ...secretElsewhere(2, 200_000),
    rule: "JSON of 2 to 200000 characters",
    meaning:
      "Keys by name, such as kalshi.momentum.private_key, in place of a key store. Treated like the passphrase.",
  }),
  ARENA_DFLOW_URL: setting({
    ...HTTP_URL,
    fallback: null,
    meaning:
      "Metadata API of dflow, ending in /api/v1. By default its host for keys where there is one, else its developer host.",
  }),
  ARENA_DFLOW_TRADE_URL: setting({
    ...HTTP_URL,
    fallback: null,
    meaning:
      "Trade API of dflow. By default its host for keys where there is one, else its developer host: both trade real money.",
  }),
  ARENA_DFLOW_PROOF_URL: setting({
    ...HTTP_URL,
    fallback: "https://proof.dflow.net",
    meaning:
      "Service that tells whether a wallet's owner is verified, which purchases on dflow need.",
  }),
  ARENA_DFLOW_API_KEY: setting({
    schema: z.string().min(1).max(500),
    fallback: null,
    rule: "a key of 1 to 500 characters",
    meaning: "Sent to both APIs of dflow as x-api-key.",
  }),
  ARENA_DFLOW_FEE_TIER: setting({
    schema: z.enum(DFLOW_TIERS),
    fallback: "frost",
    rule: "one of frost, glacier, steel, obsidian",
    meaning:
      "By which of dflow's tiers of 30-day volume orders are charged; frost is the dearest.",
  }),
  ARENA_KALSHI_URL: setting({
    ...HTTP_URL,
    fallback: null,
    meaning:
      "REST API of Kalshi, ending in /trade-api/v2; its WebSocket is looked for beside it. By default Kalshi's own hosts.",
  }),
  ARENA_KALSHI_EXCHANGE: setting({
    schema: z.enum(["production", "demo"]),
    fallback: "production",
    rule: "one of production, demo",
    meaning:
      "Which of Kalshi's exchanges: the one for money, or the one for trying things out.",
  }),
  ARENA_KALSHI_SERIES: setting({
    schema: z.string().regex(/^(?:[A-Z0-9-]{1,60}(?:,[A-Z0-9-]{1,60})*)$/)
      .transform((text) => text.split(",")),
    fallback: "KXBTC15M",
    rule: "a list of series such as KXBTC15M,KXETH15M",
    meaning: "Series of Kalshi whose open markets are followed.",
  }),
  ARENA_COINBASE_URL: setting({
    schema: z.string().regex(/^wss?:\/\/\S+$/),
    fallback: null,
    rule: "a URL that starts with wss:// or ws://",
    meaning:
      "Socket of Coinbase's spot prices, shown and taped beside Kalshi's crypto rounds, whose own index nobody publishes. By default Coinbase's own where Kalshi is Kalshi's own; nothing is settled by it.",
  }),
  ARENA_KALSHI_TIER: setting({
    schema: z.enum(KALSHI_TIERS),
    fallback: "basic",
    rule: `one of ${KALSHI_TIERS.join(", ")}`,
    meaning: "Rate limits of the Kalshi account; basic is the lowest.",
  }),
  ARENA_KALSHI_DATA_ACCOUNT: setting({
    schema: z.string().regex(/^[a-z0-9._-]{1,60}$/),
    fallback: null,
    rule: "the account part of a key's name, such as momentum",
    meaning:
      "Whose Kalshi key opens the WebSocket, which takes nobody without one. Without it books are asked for over REST.",
  }),
  ARENA_HYPERLIQUID_URL: setting({
    ...HTTP_URL,
    fallback: null,
    meaning:
      "Host of Hyperliquid, with /info below it and the socket at /ws. By default its public one.",
  }),
  ARENA_HYPERLIQUID_COINS: setting({
    schema: z.string().regex(
      /^[A-Za-z0-9:@-]{1,60}(?:,[A-Za-z0-9:@-]{1,60}){0,19}$/,
    )
      .transform((text) => text.split(",")),
    fallback: "BTC,ETH",
    rule: "a list of 1 to 20 coins such as BTC,ETH",
    meaning: "Coins whose perpetuals are followed on Hyperliquid.",
  }),
  ARENA_POLYMARKET_SERIES: setting({
    ...names(),
    fallback: "10192",
    meaning:
      "Numbers of the series whose rounds are followed; 10192 is Bitcoin up or down in 15 minutes. Empty for none.",
  }),
  ARENA_POLYMARKET_TAGS: setting({
    ...names(),
    fallback: "",
    meaning: "Numbers of tags whose markets are followed.",
  }),
  ARENA_POLYMARKET_MARKETS: setting({
    ...names(),
    fallback: "",
    meaning: "Slugs of markets that are followed, whenever they close.",
  }),
  ARENA_POLYMARKET_CLOSES_WITHIN_HOURS: setting({
    ...wholeNumber(1, 8_760),
    fallback: "2",
    meaning: "Of series and tags, only markets that close this soon.",
  }),
  ARENA_POLYMARKET_URL: setting({
    ...HTTP_URL,
    fallback: null,
    meaning:
      "A host that answers for all of Polymarket's, under /gamma, /clob, /data, /ws, /prices and /rpc. By default its own.",
  }),
  ARENA_POLYGON_RPC_URL: setting({
    ...HTTP_URL,
    fallback: "https://polygon-rpc.com",
    meaning:
      "Polygon node that redemptions on Polymarket are sent through, from wallets that are keys of their own.",
  }),
  ARENA_SOLANA_RPC_URL: setting({
    ...HTTP_URL,
    fallback: "https://api.mainnet-beta.solana.com",
    meaning: "Solana node that live orders on dflow are sent through.",
  }),
} as const;
