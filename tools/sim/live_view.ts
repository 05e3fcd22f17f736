import { Projection } from "../../actors/broadcaster/projection.ts";
import type { ViewFrame, ViewStream } from "../../actors/ports/view_stream.ts";
import { canonicalJson } from "../../domain/canonical_json.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { decodeEntry, encodeEntry } from "../../domain/journal_codec.ts";
import type { JournalRow } from "../../domain/journal.ts";
import type { ArenaView } from "../../domain/view.ts";
import type { ViewChange } from "../../domain/view_delta.ts";
import {
  emptyView,
  reduce,
  type ViewOrigin,
} from "../../domain/view_reducer.ts";
import { VENUE } from "./simulated_venue.ts";

const ORIGIN: ViewOrigin = {
  startedAtMs: 0,
  mode: "paper",
  venue: { id: VENUE, label: "Simulation" },
};

/** What a viewer sees, as one process shows it. */
export class LiveView implements ViewStream {
  readonly origin = ORIGIN;
  #view: ArenaView = emptyView(ORIGIN);

  publish({ view }: ViewFrame): void {
    this.#view = view;
  }

  /** Returns the part of what is shown that the journal decides. */
  text(): string {
    return journaledText(this.#view);
  }
}

/** Returns the same part as a fresh fold of `rows`, read back from their payloads as after a restart, shows it. */
export function viewTextOf(rows: readonly JournalRow[]): string {
  const projection = new Projection(new ArenaBooks());
  const changes: ViewChange[] = rows.flatMap((row) =>
    projection.fold({ ...row, entry: decodeEntry(encodeEntry(row.entry)) })
  );
  const standings = projection.takeStandings();
  if (standings !== null) changes.push(standings);
  const view = changes
    .map((change, index) => ({ ...change, seq: index + 1 }))
    .reduce(reduce, emptyView(ORIGIN));
  return journaledText(view);
}

function journaledText(view: ArenaView): string {
  return canonicalJson({
    contestants: view.contestants,
    markets: view.markets.map((market) => ({
      ...market,
      // Prices are not journaled: a restart begins without them.
      yesBid: null,
      yesAsk: null,
      quotedAtMs: null,
    })),
    signals: view.signals,
    decisions: view.decisions,
    orders: view.orders,
    fills: view.fills,
    settlements: view.settlements,
    equity: view.equity,
  });
}
