import type { ArenaOptions, PerpetualArena } from "../../actors/arena.ts";
import type { Journal } from "../../actors/ports/journal.ts";
import type {
  FrameRejection,
  MarketEvent,
} from "../../actors/ports/market_data.ts";
import type { ModelRoster } from "../../composition/model_roster.ts";
import type { Clock } from "../../runtime/mod.ts";
import type { VenueId } from "../../domain/market.ts";
import type { Recordings } from "../../venues/tape/recordings.ts";
import { createTapeDecoder } from "../../venues/tape/tape_decoder.ts";
import { type TapeFrame, venueOf } from "../../venues/tape/tape_record.ts";
import { mixedVenues, playedVenue } from "./played_venue.ts";
import { ArenaStage } from "./stage.ts";

/** What a replay is made of. The same recordings, options and seed give the same journal. */
export interface ReplayOptions {
  readonly recordings: Recordings;
  readonly journal: Journal;
  readonly arena: Omit<ArenaOptions, "random" | "pauses">;
  /** Who trades where the recordings are of a venue of perpetuals, in place of those who trade outcomes. */
  readonly perpetuals: PerpetualArena;
  readonly paperLatencyMs: number;
  readonly seed: number;
  /** Opens the model contestants; prices go by the simulated clock. @default {there are none} */
  readonly models?: ((clock: Clock) => Promise<ModelRoster>) | undefined;
  readonly onRejection: (rejection: FrameRejection) => void;
  /** Hears after each batch how many frames have been played. */
  readonly onProgress: (frames: number) => void;
}

/** How a replay went, beside what it journaled. */
export interface ReplayCounts {
  readonly frames: number;
  /** Frames that did not decode: counted, reported and skipped. */
  readonly skipped: number;
}

/** Milliseconds for which the arena runs on after the last frame and the last score. */
const RUN_ON_MS = 60_000;

/**
 * Plays recordings through the whole arena under a simulated clock, on the venue that they are of and with
 * its fees.
 *
 * @throws {UsageError} If they are not of one venue that can be replayed.
 * @throws {Error} If the arena gives up.
 */
export async function replay(options: ReplayOptions): Promise<ReplayCounts> {
  const { recordings, arena, onProgress } = options;
  const venue = playedVenue(recordings.venues);
  const decoder = createTapeDecoder([venue.decoder]);
  let stage: ArenaStage | null = null;
  let frames = 0;
  let skipped = 0;
  for await (const batch of recordings.frames()) {
    for (const frame of batch) {
      checkVenue(frame, venue.id);
      stage ??= await ArenaStage.open({
        ...options,
        arena: {
          ...arena,
          pauses: venue.pauses,
          ...(venue.id === "hyperliquid"
            ? { contestants: [], perpetuals: options.perpetuals }
            : {}),
        },
        venue: venue.id,
        startMs: frame.atMs,
      });
      if (!stage.advanceAtOnce(frame.atMs)) await stage.advanceTo(frame.atMs);
      const events = decoder.decode(frame);
      frames += 1;
      if (events.some(isRejection)) skipped += 1;
      if (!stage.emitAtOnce(events)) await stage.emit([]);
    }
    onProgress(frames);
  }
  if (stage !== null) {
    await stage.advanceTo(
      stage.clock.nowMs() + arena.thresholds.scoreAfterMs + RUN_ON_MS,
    );
    await stage.close();
  }
  return { frames, skipped };
}

/** The files were told apart by how they begin; one that changes its venue later shows here. */
function checkVenue({ record }: TapeFrame, played: VenueId): void {
  if (record.kind === "unreadable") return;
  const venue = venueOf(record);
  if (venue !== null && venue !== played) throw mixedVenues([played, venue]);
}

function isRejection({ kind }: MarketEvent): boolean {
  return kind === "frame_rejected";
}
