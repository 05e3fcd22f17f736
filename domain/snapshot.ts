import type { MarketId } from "./ids.ts";
import { canonicalJson } from "./canonical_json.ts";
import { sha256Hex } from "./digest.ts";
import type { SummarySource } from "./event_summary.ts";
import type { MarketPhase } from "./market.ts";
import type { MarketSignal } from "./signal.ts";

/** Contracts bid at one price; dollars and contracts as decimal text. */
export interface SnapshotLevel {
  readonly price: string;
  readonly contracts: string;
}

/** One market at the moment of a snapshot. Prices are dollars of the YES side, as decimal text. */
export interface MarketSnapshot {
  readonly id: MarketId;
  readonly venue: string;
  readonly ticker: string;
  readonly eventTicker: string;
  /** As the venue words it: untrusted, like every text of a venue. */
  readonly title: string;
  /** The rules it resolves by, as the venue words them; `null` where it says none. */
  readonly rules: string | null;
  readonly phase: MarketPhase;
  readonly strike: string | null;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
  readonly yesBid: string | null;
  readonly yesAsk: string | null;
  readonly quotedAtMs: number | null;
  /** Best first, at most `SNAPSHOT_LIMITS.levels`. */
  readonly yesBids: readonly SnapshotLevel[];
  readonly noBids: readonly SnapshotLevel[];
  /** YES mids as floats, oldest first, at least a second apart. */
  readonly history: readonly {
    readonly atMs: number;
    readonly mid: number;
  }[];
  /** Newest first. */
  readonly signals: readonly MarketSignal[];
  /** What the web says about its event: untrusted; `null` where nobody has asked it. */
  readonly summary: {
    readonly text: string;
    readonly writtenAtMs: number;
    /** Those that the text refers to. */
    readonly sources: readonly SummarySource[];
  } | null;
  /** How the markets of its series that are over resolved. */
  readonly resolved: { readonly yes: number; readonly no: number };
}

/** All that is public at one moment. Everybody who thinks about one cause is shown the same. */
export interface Snapshot {
  /** `n_` and 32 hex digits: a hash of all the rest. */
  readonly id: string;
  readonly takenAtMs: number;
  /** The round or signal that it is for. */
  readonly causationId: string;
  /** What was detected; `null` in a round. */
  readonly signal: MarketSignal | null;
  /** Soonest to close first. */
  readonly markets: readonly MarketSnapshot[];
}

/** How much a snapshot holds at most. */
export const SNAPSHOT_LIMITS = {
  markets: 32,
  levels: 10,
  historyPoints: 60,
  signals: 5,
} as const;

/** Returns a snapshot with the id that its content has on any machine. */
export function sealedSnapshot(content: Omit<Snapshot, "id">): Snapshot {
  const digits = sha256Hex(canonicalJson(content)).slice(0, 32);
  return { id: `n_${digits}`, ...content };
}
