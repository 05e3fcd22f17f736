import type { ArenaBooks } from "../../domain/fold.ts";
import type { VenueId } from "../../domain/market.ts";
import type { UsdMicros } from "../../domain/money.ts";
import type { FillWindow } from "./fill_window.ts";
import type { RecentPayouts } from "./recent_payouts.ts";

/** What the journal says, and how exactly the venue has to say the same. */
export interface JournalSide {
  /** Whose report it is held to: of what is held at another one it says nothing. */
  readonly venue: VenueId;
  readonly books: ArenaBooks;
  readonly fills: Pick<FillWindow, "has" | "sinceMs">;
  readonly payouts: Pick<RecentPayouts, "of">;
  /** Unix milliseconds. */
  readonly nowMs: number;
  /** Up to this much of a contestant's cash may differ. */
  readonly driftMax: UsdMicros;
}
