import { z } from "zod";
import {
  audit,
  type AuditedFill,
} from "../../tools/statement/hyperliquid_audit.ts";
import {
  HYPERLIQUID_FILL,
  HYPERLIQUID_FUNDING,
  type HyperliquidFill,
  sizeDecimals,
} from "../../tools/statement/hyperliquid_fills.ts";
import { hasRecordedData } from "../market_recordings.ts";
import { readRecorded } from "./recordings.ts";

const COPIED_WALLETS = "hyperliquid-fills-books";
const BUSY_WALLET = "hyperliquid-userfills";

/** The recorded answers of Hyperliquid's info API that the tests need: a folder that is not there, else one that is. */
export const HYPERLIQUID_DATA = hasRecordedData(COPIED_WALLETS)
  ? BUSY_WALLET
  : COPIED_WALLETS;

const QUERIES = z.object({
  queries: z.array(z.object({
    slot: z.string().optional(),
    slots: z.array(z.string()).optional(),
    fills: z.array(HYPERLIQUID_FILL),
  })),
});

const ANSWERS = z.object({
  userFillsByTime: z.object({ data: z.array(HYPERLIQUID_FILL) }),
  userFunding: z.object({
    data: z.array(HYPERLIQUID_FUNDING),
  }),
});

/** One wallet's fills, in the order of the venue's answer. */
export interface Wallet {
  readonly set: "leaders" | "followers" | "busy wallet";
  readonly name: string;
  readonly fills: readonly HyperliquidFill[];
}

/** Returns every wallet with fills: 8 leaders, 8 followers and a busy one. */
export async function readWallets(): Promise<readonly Wallet[]> {
  const [leaders, followers, { userFillsByTime }] = await Promise.all([
    readQueries(`${COPIED_WALLETS}/exchange_leader_fills.json.gz`),
    readQueries(`${COPIED_WALLETS}/exchange_follower_fills.json`),
    readBusyWallet(),
  ]);
  return [
    ...leaders.map(({ slot = "", fills }) => ({
      set: "leaders" as const,
      name: slot,
      fills,
    })),
    ...followers.map(({ slots = [], fills }) => ({
      set: "followers" as const,
      name: `follower of ${slots.join()}`,
      fills,
    })),
    {
      set: "busy wallet",
      name: "busy wallet",
      fills: userFillsByTime.data,
    },
  ];
}

async function readQueries(path: string) {
  return QUERIES.parse(JSON.parse(await readRecorded(path))).queries;
}

/** Returns the answers about the busy wallet, its funding among them. */
export async function readBusyWallet() {
  const text = await readRecorded(
    `${BUSY_WALLET}/api_test_results.json.gz`,
  );
  return ANSWERS.parse(JSON.parse(text));
}

/** Returns how many decimals the sizes of each coin have, over all wallets. */
export function walletDecimals(
  wallets: readonly Wallet[],
): ReadonlyMap<string, number> {
  return sizeDecimals(wallets.flatMap(({ fills }) => fills));
}

/** Returns every wallet with its audited fills. */
export async function auditAll(): Promise<
  readonly {
    readonly wallet: Wallet;
    readonly audited: readonly AuditedFill[];
  }[]
> {
  const wallets = await readWallets();
  const decimals = walletDecimals(wallets);
  return wallets.map((wallet) => ({
    wallet,
    audited: audit(wallet.fills, decimals),
  }));
}
