import type { VenueId } from "../domain/market.ts";
import { DflowDecoder } from "../venues/dflow/dflow_decoder.ts";
import { KalshiDecoder } from "../venues/kalshi/kalshi_decoder.ts";
import { PolymarketDecoder } from "../venues/polymarket/polymarket_decoder.ts";
import type { VenueDecoder } from "../venues/venue_decoder.ts";
import { DetectorStage } from "./ingest/detector_stage.ts";
import { dflowTraffic } from "./ingest/dflow_frames.ts";
import {
  type RecordedTraffic,
  recordedTraffic,
  trafficOf,
} from "./ingest/recorded_bytes.ts";
import { Stopwatch } from "./kernel/stopwatch.ts";
import type { Workload } from "./measure.ts";
import { polymarketFrames } from "./polymarket_frames.ts";

/** One venue's traffic and what decodes it: another venue is another row of `SPECS`. */
interface IngestSpec {
  readonly workload: string;
  readonly venue: VenueId;
  readonly load: () => Promise<RecordedTraffic>;
  readonly openDecoder: () => VenueDecoder;
}

function kalshiTraffic(): Promise<RecordedTraffic> {
  return recordedTraffic({
    // Recorded market data lies beside the project, not in it.
    paths: [
      "../shared/data/kalshi-btc15m-ws/rv600_next_evidence_shadow_20260513T211949Z",
    ],
    framesMax: 50_000,
    print: JSON.stringify,
  });
}

const SPECS: readonly IngestSpec[] = [
  {
    workload: "kalshi_books",
    venue: "kalshi",
    load: kalshiTraffic,
    openDecoder: () => new KalshiDecoder(),
  },
  {
    workload: "dflow_books",
    venue: "dflow",
    load: async () => dflowTraffic(await kalshiTraffic()),
    openDecoder: () => new DflowDecoder(),
  },
  {
    workload: "polymarket_books",
    venue: "polymarket",
    load: async () => trafficOf([], await polymarketFrames()),
    openDecoder: () => new PolymarketDecoder(),
  },
];

const RATIO_MIN = 0.6;

/** Says what the bench measures, for `--help`. */
export const INGEST_NOTE =
  "ingest: frames (recorded ones of Kalshi and Polymarket; for dflow, what it would have sent of Kalshi's) from the bytes of a socket through decoder, feed and detector, beside JSON.parse of the same bytes, which checks and keeps nothing; both per second of processor time";

/**
 * Returns the workloads: frames per second from the bytes of a socket to the detector, which has handled what follows
 * from each before the next one comes, as on a socket.
 *
 * The floor decodes the bytes to text and parses them, and keeps nothing.
 *
 * @throws {Deno.errors.NotFound} If a recording is not there.
 */
export async function ingestWorkloads(): Promise<readonly Workload[]> {
  const workloads: Workload[] = [];
  for (const spec of SPECS) {
    const traffic = await spec.load();
    workloads.push({
      bench: "ingest",
      workload: spec.workload,
      unit: "frames/s",
      ours: { run: () => ingestAll(spec, traffic) },
      floor: { run: () => Promise.resolve(parseAll(traffic)) },
      peers: {},
      goals: [{ against: "floor", min: RATIO_MIN }],
    });
  }
  return workloads;
}

/** Returns frames per second. @throws {Error} If most did not reach the detector: there is nothing to measure then. */
async function ingestAll(
  { venue, openDecoder }: IngestSpec,
  { listings, bytes, atMs, connections }: RecordedTraffic,
): Promise<number> {
  const stage = await DetectorStage.open(venue, listings);
  try {
    const decoder = openDecoder();
    for (const listing of listings) {
      if (listing.kind === "market_listed") decoder.tell(listing, atMs[0] ?? 0);
    }
    const text = new TextDecoder();
    const handledBefore = stage.handled;
    const watch = new Stopwatch();
    for (let index = 0; index < bytes.length; index += 1) {
      const connection = connections[index] ?? "";
      const receipt = {
        atMs: atMs[index] ?? 0,
        connection,
        source: connection,
      };
      stage.tell(decoder.decode(text.decode(bytes[index]), receipt));
    }
    const rate = watch.perSecond(bytes.length);
    const handled = stage.handled - handledBefore;
    if (handled < bytes.length / 2) {
      throw new Error(
        `Cannot measure ingest as most frames must reach the detector: current value is ${handled} of ${bytes.length}`,
      );
    }
    return rate;
  } finally {
    await stage.close();
  }
}

function parseAll({ bytes }: RecordedTraffic): number {
  const text = new TextDecoder();
  const watch = new Stopwatch();
  let objects = 0;
  for (const frame of bytes) {
    if (typeof JSON.parse(text.decode(frame)) === "object") objects += 1;
  }
  return watch.perSecond(objects);
}
