import { z } from "zod";
import { hasRecordedData } from "../market_recordings.ts";
import { readRecorded } from "./recordings.ts";

const COPIED_WALLETS = "hyperliquid-fills-books";
const BUSY_WALLET = "hyperliquid-userfills";

/** The recorded answers of Hyperliquid's info API that the tests need: a folder that is not there, else one that is. */
export const HYPERLIQUID_DATA = hasRecordedData(COPIED_WALLETS)
  ? BUSY_WALLET
  : COPIED_WALLETS;

const FILL = z.object({
  coin: z.string(),
  px: z.string(),
  sz: z.string(),
  side: z.enum(["A", "B"]),
  time: z.number(),
  startPosition: z.string(),
  dir: z.string(),
  closedPnl: z.string(),
  crossed: z.boolean(),
  fee: z.string(),
  feeToken: z.literal("USDC"),
  builderFee: z.string().optional(),
  tid: z.number(),
});
/** A fill as the venue prints it. */
export type RecordedFill = z.infer<typeof FILL>;

const QUERIES = z.object({
  queries: z.array(z.object({
    slot: z.string().optional(),
    slots: z.array(z.string()).optional(),
    fills: z.array(FILL),
  })),
});

const ANSWERS = z.object({
  userFillsByTime: z.object({ data: z.array(FILL) }),
  userFunding: z.object({
    data: z.array(z.object({
      delta: z.object({
        coin: z.string(),
        usdc: z.string(),
        szi: z.string(),
        fundingRate: z.string(),
        nSamples: z.number(),
      }),
    })),
  }),
});

/** One wallet's fills, in the order of the venue's answer. */
export interface Wallet {
  readonly set: "leaders" | "followers" | "busy wallet";
  readonly name: string;
  readonly fills: readonly RecordedFill[];
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
export function sizeDecimals(
  wallets: readonly Wallet[],
): ReadonlyMap<string, number> {
  const decimals = new Map<string, number>();
  for (const { coin, sz, startPosition } of wallets.flatMap(fillsOf)) {
    for (const text of [sz, startPosition]) {
      const [, fraction = ""] = text.split(".");
      const length = fraction.replace(/0+$/, "").length;
      decimals.set(coin, Math.max(decimals.get(coin) ?? 0, length));
    }
  }
  return decimals;
}

function fillsOf({ fills }: Wallet): readonly RecordedFill[] {
  return fills;
}
