import type { ArenaPorts } from "../actors/arena.ts";
import type { FrameRejection } from "../actors/ports/market_data.ts";
import type { Alert } from "./alert.ts";
import type { Log } from "./log.ts";
import type { Clock } from "../runtime/mod.ts";
import { SampledLog } from "../venues/sampled_log.ts";

/**
 * Returns what writes down that a venue does not make sense: a sample of its frames, and that it is degraded, which
 * an operator is told too.
 */
export function venueLog(
  log: Log,
  clock: Clock,
  alert: (alert: Alert) => void,
): Required<Pick<ArenaPorts, "onRejection" | "onDegraded">> {
  const rejections = new SampledLog<FrameRejection>({
    clock,
    kindOf: ({ source }) => source,
    write: (rejection, leftOut) =>
      log.warn({ ...rejection, leftOut }, "a venue frame was rejected"),
  });
  return {
    onRejection: rejections.add,
    onDegraded({ venue, status, reason }) {
      const isDegraded = status === "degraded";
      log[isDegraded ? "error" : "warn"](
        { venue, status, reason },
        isDegraded
          ? "the venue is degraded and nothing is traded on it"
          : "the venue makes sense again",
      );
      alert(
        isDegraded
          ? {
            kind: "venue_degraded",
            subject: venue,
            text: `Nothing is traded on ${venue} any more: ${reason}`,
          }
          : {
            kind: "venue_recovered",
            subject: venue,
            text: `What ${venue} says makes sense again, and it is traded on.`,
          },
      );
    },
  };
}
