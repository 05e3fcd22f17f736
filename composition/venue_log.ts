import type { ArenaPorts } from "../actors/arena.ts";
import type { FrameRejection } from "../actors/ports/market_data.ts";
import type { Log } from "./log.ts";
import type { Clock } from "../runtime/mod.ts";
import { SampledLog } from "../venues/sampled_log.ts";

/** Returns what writes down that a venue does not make sense: a sample of its frames, and that it is degraded. */
export function venueLog(
  log: Log,
  clock: Clock,
): Required<Pick<ArenaPorts, "onRejection" | "onDegraded">> {
  const rejections = new SampledLog<FrameRejection>({
    clock,
    kindOf: ({ source }) => source,
    write: (rejection, leftOut) =>
      log.warn({ ...rejection, leftOut }, "a venue frame was rejected"),
  });
  return {
    onRejection: rejections.add,
    onDegraded: ({ venue, status, reason }) =>
      log[status === "degraded" ? "error" : "warn"](
        { venue, status, reason },
        status === "degraded"
          ? "the venue is degraded and nothing is traded on it"
          : "the venue makes sense again",
      ),
  };
}
