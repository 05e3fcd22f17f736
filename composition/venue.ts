import type { Execution } from "../actors/ports/execution.ts";
import type { FundingHistory } from "../actors/ports/funding_history.ts";
import type { MarketData } from "../actors/ports/market_data.ts";
import type { ResolutionSource } from "../actors/ports/resolution.ts";
import type { Settings } from "../config.ts";
import type { ContestantId, OrderId } from "../domain/ids.ts";
import type { VenueId } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";
import type { TradingPauses } from "../domain/trading_pauses.ts";
import type { Log } from "./log.ts";
import type { PatientStart } from "./patient_start.ts";
import type { Clock, Random } from "../runtime/mod.ts";
import type { Payouts } from "../venues/payouts.ts";
import type { Redemptions } from "../venues/redemptions.ts";
import type { SignedOrders } from "../venues/signed_orders.ts";
import { hyperliquidFrameKind } from "../venues/hyperliquid/frame.ts";
import { RotatingTape } from "../venues/tape/rotating_tape.ts";
import type { TapeRecord } from "../venues/tape/tape_record.ts";
import { TapeWriter } from "../venues/tape/tape_writer.ts";

/** Who trades live, and whose keys it trades with. */
export interface LiveContestant {
  readonly contestantId: ContestantId;
  /** The account part of the names of its keys, such as `momentum`. */
  readonly account: string;
}

/** What live order entry is opened with. */
export interface LiveDependencies {
  readonly contestants: readonly LiveContestant[];
  /** What was signed for one of them, before it is sent. */
  readonly signedBy: (contestantId: ContestantId) => SignedOrders;
  /** Whose an order of the journal is; `null` for one that is not known. */
  readonly ownerOf: (orderId: OrderId) => ContestantId | null;
  /** What was wanted with an order of theirs; `null` for one that is not known. */
  readonly orderOf: (orderId: OrderId) => Order | null;
  /** Their orders that were made since a time, Unix milliseconds, oldest first. */
  readonly ordersSince: (
    contestantId: ContestantId,
    atMs: number,
  ) => readonly Order[];
  /** Remembers the redemptions of each of them. */
  readonly redemptionsOf: (contestantId: ContestantId) => Redemptions;
  /** Hears what the venue paid them for positions of markets that ended. */
  readonly payouts: Payouts;
  /** Waits for what must be known of their accounts. */
  readonly patience: PatientStart;
}

/** The venue that the arena trades on. */
export interface Venue {
  readonly id: VenueId;
  readonly marketData: MarketData;
  readonly resolution: ResolutionSource;
  /** When it does not trade, neither with real money nor on paper. */
  readonly pauses: TradingPauses;
  /** Rates of perpetuals of hours that are over; left out where it trades none. */
  readonly fundingHistory?: FundingHistory;
  /**
   * Opens order entry with real money, one per contestant; `null` where the venue has none.
   *
   * @throws {FatalVenueError} If keys of a contestant are missing or do not hold.
   */
  readonly openLive:
    | ((
      dependencies: LiveDependencies,
    ) => Promise<ReadonlyMap<ContestantId, Execution>>)
    | null;
  stop(): void;
}

/** What is recorded to: one tape, or tapes without end. */
export interface TapeSink {
  write(record: TapeRecord): void;
}

/** What a venue is opened with. */
export interface VenueDependencies {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Gets all that the venue says; `null` where nothing is recorded. */
  readonly tape: TapeSink | null;
  /** Tickers of the only markets to follow; `null` for those that the settings name. @default {null} */
  readonly markets?: readonly string[] | null;
  /** Hears of a loss that only a new process mends, such as a signer that died. */
  readonly giveUp: (error: Error) => void;
}

/** A sink that is open until it is closed. */
export interface OpenTape extends TapeSink {
  close(): Promise<unknown>;
  /** Hears each time that another file begins; a sink of one file has none to tell of. */
  onBegun?(listener: () => void): void;
}

const MEGABYTE = 1_000_000;

/**
 * Opens what the settings record to; `null` where nothing is to be recorded.
 *
 * @throws {Error} If the file exists or cannot be created, or the folder cannot be written.
 */
export async function openTape(
  { settings, clock, log }: Pick<
    VenueDependencies,
    "settings" | "clock" | "log"
  >,
): Promise<OpenTape | null> {
  const onStopped = (reason: string) => log.error(reason);
  const { ARENA_TAPE: path, ARENA_RECORD_DIR: folder } = settings;
  if (path !== null) return await TapeWriter.open({ path, clock, onStopped });
  if (folder === null) return null;
  return await RotatingTape.open({
    folder,
    clock,
    onStopped,
    carriedKey: carriedKeyOf,
    fileBytesMax: settings.ARENA_RECORD_FILE_MB * MEGABYTE,
    totalBytesMax: settings.ARENA_RECORD_TOTAL_MB * MEGABYTE,
  });
}

/** What Hyperliquid lists is told once, and each tape has to say it again. */
function carriedKeyOf(record: TapeRecord): string | null {
  const isMeta = record.kind === "frame" && record.venue === "hyperliquid" &&
    hyperliquidFrameKind(record.frame) === "meta";
  return isMeta ? "hyperliquid meta" : null;
}
