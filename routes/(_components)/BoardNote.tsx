import type { BoardsView } from "../../domain/view_boards.ts";
import { count, isoTime, timeOfDay } from "./format.ts";

/** What the boards are made of, and when they say nothing yet. */
export function BoardNote({ boards }: { readonly boards: BoardsView }) {
  const { season, listing, reckonedAtMs, journalSequence } = boards;
  return (
    <p class="note board-note">
      Two boards from the same decisions: who trades well, and who forecasts
      well. With less than {listing.daysMin} days or{" "}
      {listing.resolvedDecisionsMin}{" "}
      resolved decisions a row is not yet distinguishable and has no rank.
      Brackets and small print are 95 % intervals;{" "}
      <a href="/method">the method</a> defines every figure.{" "}
      {reckonedAtMs === null ? null : (
        <>
          Reckoned at{" "}
          <time dateTime={isoTime(reckonedAtMs)}>
            {timeOfDay(reckonedAtMs)} UTC
          </time>{" "}
          from {count(journalSequence)} journal rows.
        </>
      )} Everything behind it:{" "}
      <a href={`/api/boards?season=${encodeURIComponent(season.id)}`}>JSON</a>,
      {" "}
      <a href="/api/export">export</a>.
    </p>
  );
}
