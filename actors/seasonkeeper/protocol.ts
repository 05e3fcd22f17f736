/**
 * Messages of the seasonkeeper, the only writer of when seasons start and end.
 *
 * Operators ask it to start or conclude; the journal sends its rows in order; the rest it sends to itself. What was
 * due while it was down is done at its start. A request that was not answered may have been carried out: a season
 * starts and ends once, so whoever asked asks again. Pausing is no business of its own: it is a trading state that
 * risk sets for the season.
 *
 * @module
 */
import type { SeasonId } from "../../domain/ids.ts";
import type { ActorRef, MailboxOptions } from "../../runtime/mod.ts";
import type { JournalMessage } from "../ports/journal_follower.ts";

/** What became of a request to start or conclude a season. */
export type SeasonReply =
  /** It is in the journal, in the row of that sequence. */
  | { readonly kind: "season_changed"; readonly sequence: number }
  /** Nothing has changed, for the reason in one sentence. */
  | { readonly kind: "season_kept"; readonly reason: string };

/** What an operator asks for. */
export interface ChangeSeason {
  readonly kind: "start_season" | "conclude_season";
  readonly seasonId: SeasonId;
  /** Who asks, as it signed. */
  readonly by: string;
  /** One sentence for people. */
  readonly reason: string;
  /** Answered once the row is committed, or at once where nothing changes. */
  readonly replyTo?: ActorRef<SeasonReply>;
}

/** What the seasonkeeper takes. */
export type SeasonkeeperMessage =
  | ChangeSeason
  /** A date of some season may have come. */
  | { readonly kind: "dates_due" }
  | JournalMessage;

/** Everything keeps its place. */
export const SEASONKEEPER_MAILBOX: MailboxOptions<SeasonkeeperMessage> = {
  capacity: 16_384,
  overflow: { kind: "drop_oldest" },
};
