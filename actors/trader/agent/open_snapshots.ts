import type { Snapshot } from "../../../domain/snapshot.ts";
import type { OpenSnapshot } from "../../ports/agent_desk.ts";

/** Snapshots that are kept at most: signals can come by the second. */
const KEPT = 64;
/** Names of snapshots that are over, so that a late decision is told so. */
const NAMES_KEPT = 1_024;

/** What becomes of a decision from a snapshot. */
export type FoundSnapshot = Snapshot | "late" | "unknown";

/** The snapshots that an agent can decide from now. */
export class OpenSnapshots {
  readonly #windowMs: number;
  /** By id, oldest first. */
  readonly #open = new Map<string, Snapshot>();
  readonly #over = new Set<string>();

  /** @param windowMs Milliseconds in which a snapshot can be decided from. */
  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(snapshot: Snapshot): void {
    this.#open.set(snapshot.id, snapshot);
    const [oldest] = this.#open.keys();
    if (this.#open.size > KEPT && oldest !== undefined) this.#end(oldest);
  }

  /** @param nowMs Unix milliseconds. */
  find(id: string, nowMs: number): FoundSnapshot {
    this.#endOld(nowMs);
    return this.#open.get(id) ?? (this.#over.has(id) ? "late" : "unknown");
  }

  /** Returns those that are open, oldest first. */
  all(nowMs: number): readonly OpenSnapshot[] {
    this.#endOld(nowMs);
    return [...this.#open.values()].map((snapshot) => ({
      snapshot,
      decideBeforeMs: snapshot.takenAtMs + this.#windowMs,
    }));
  }

  #endOld(nowMs: number): void {
    for (const { id, takenAtMs } of this.#open.values()) {
      if (takenAtMs + this.#windowMs <= nowMs) this.#end(id);
    }
  }

  #end(id: string): void {
    this.#open.delete(id);
    this.#over.add(id);
    const [oldest] = this.#over;
    if (this.#over.size > NAMES_KEPT && oldest !== undefined) {
      this.#over.delete(oldest);
    }
  }
}
