import { DflowDecoder } from "../../venues/dflow/dflow_decoder.ts";
import { hyperliquidFrameKind } from "../../venues/hyperliquid/frame.ts";
import { HyperliquidDecoder } from "../../venues/hyperliquid/hyperliquid_decoder.ts";
import { KalshiDecoder } from "../../venues/kalshi/kalshi_decoder.ts";
import { polymarketFrameKind } from "../../venues/polymarket/frame.ts";
import { PolymarketDecoder } from "../../venues/polymarket/polymarket_decoder.ts";
import {
  openRecordings,
  type Recordings,
} from "../../venues/tape/recordings.ts";
import { createTapeDecoder } from "../../venues/tape/tape_decoder.ts";
import { type TapeFrame, venueOf } from "../../venues/tape/tape_record.ts";
import { QuoteAgreement } from "./agreement.ts";
import { Inspection, type InspectionReport } from "./inspection.ts";
import { inspectPayload } from "./payload.ts";
import {
  dflowReader,
  hyperliquidReader,
  type INSPECTED_VENUES,
  kalshiReader,
  polymarketReader,
} from "./readers.ts";

/** Options of `inspectPaths`. */
export interface InspectOptions {
  readonly paths: readonly string[];
  /** Whose captures the JSON files are; tapes and recordings say it themselves. */
  readonly venue: (typeof INSPECTED_VENUES)[number];
}

/**
 * Reads tapes, recordings, official results and captured JSON, and counts what is in them.
 *
 * @throws {Deno.errors.NotFound} If a path does not exist.
 */
export async function inspectPaths(
  { paths, venue }: InspectOptions,
): Promise<InspectionReport> {
  const inspection = new Inspection();
  const agreement = new QuoteAgreement();
  const kalshi = new KalshiDecoder();
  const dflow = new DflowDecoder();
  const recordings = await openRecordings(paths);
  countResults(recordings, inspection);
  const polymarket = new PolymarketDecoder();
  const hyperliquid = new HyperliquidDecoder();
  const decoder = createTapeDecoder([kalshi, dflow, polymarket, hyperliquid]);
  for await (const frames of recordings.frames()) {
    for (const frame of frames) {
      const events = decoder.decode(frame);
      if (isOfRebuiltBooks(frame)) {
        for (const event of events) agreement.observe(event, frame.atMs);
      }
      const last = events.at(-1);
      inspection.at(frame.atMs);
      if (last?.kind === "frame_rejected") {
        const { source, message } = last.rejection;
        inspection.rejected({ place: source, message });
      } else inspection.parsed(kindOf(frame));
    }
  }
  const reader = {
    kalshi: kalshiReader(kalshi),
    dflow: dflowReader(dflow),
    polymarket: polymarketReader(polymarket),
    hyperliquid: hyperliquidReader(hyperliquid),
  }[venue];
  for (const { path, reason } of recordings.skippedPaths) {
    const isFolder = (await Deno.stat(path)).isDirectory;
    const isPayload = !isFolder &&
      await inspectPayload(path, reader, inspection);
    if (!isPayload) {
      inspection.notice(`skipped ${path}: ${isFolder ? reason : "no JSON"}`);
    }
  }
  const { gaps, underflows, crossings, blockTrades } = kalshi.counts;
  const compared = agreement.report();
  return inspection.report({
    gaps,
    underflows,
    crossings,
    blockTrades,
    agreement: compared.tickers === 0 ? null : compared,
  });
}

function countResults(recordings: Recordings, inspection: Inspection): void {
  if (recordings.resultsRead > 0) {
    inspection.parsed("official results", recordings.resultsRead);
  }
  for (const message of recordings.badResults) {
    inspection.rejected({ place: "official results", message });
  }
  for (const ticker of recordings.unresolved) {
    inspection.notice(`no official result of ${ticker}`);
  }
}

/** dflow sends whole books, and less often than quotes: there is nothing rebuilt that could agree. */
function isOfRebuiltBooks({ record }: TapeFrame): boolean {
  return record.kind !== "unreadable" && venueOf(record) === "kalshi";
}

function kindOf({ record }: TapeFrame): string {
  if (record.kind !== "frame") return record.kind;
  const { venue } = record;
  const frame = parsed(record.frame);
  if (venue === "polymarket") {
    return `polymarket ${polymarketFrameKind(frame) ?? "keep-alive"}`;
  }
  if (venue === "hyperliquid") {
    return `hyperliquid ${hyperliquidFrameKind(frame) ?? "unknown"}`;
  }
  const type: unknown = typeof frame === "object" && frame !== null
    ? Reflect.get(frame, venue === "kalshi" ? "type" : "channel")
    : typeof frame;
  return `${venue} ${type}`;
}

/** Texts that keep a connection alive are no JSON. */
function parsed(frame: unknown): unknown {
  if (typeof frame !== "string") return frame;
  try {
    return JSON.parse(frame);
  } catch {
    return frame;
  }
}
