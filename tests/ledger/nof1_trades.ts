import { z } from "zod";
import {
  type ClosedTrade,
  closedTrade,
  NOF1_TRADE,
} from "../../tools/statement/nof1_trades.ts";
import { readRecorded } from "./recordings.ts";

/** The two recorded answers of nof1's trades: of 2025-10-28 and of two days before. */
export const NOF1_FILES = [
  "nof1-alpha-arena/scodive-2025-10-28T070456Z/trades.json.gz",
  "nof1-alpha-arena/nof0-2025-10-26/trades.json.gz",
] as const;

const TRADES = z.object({ trades: z.array(NOF1_TRADE) });

/** Returns the trades of a recorded file. */
export async function readTrades(
  path: typeof NOF1_FILES[number],
): Promise<readonly ClosedTrade[]> {
  return TRADES.parse(JSON.parse(await readRecorded(path))).trades
    .map(closedTrade);
}
