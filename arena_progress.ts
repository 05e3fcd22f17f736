import type { ArenaDatabase } from "./arena_database.ts";
import type { ArenaPhase } from "./domain/view.ts";
import type { ActorSystem } from "./runtime/mod.ts";

const PHASES = {
  starting: {
    name: "starting",
    sentence: "The arena is starting: its database is being opened.",
  },
  trading: { name: "trading", sentence: "Contestants trade on paper." },
  degraded: {
    name: "degraded",
    sentence: "The database does not answer: nothing is traded until it does.",
  },
  stopping: { name: "stopping", sentence: "The arena is stopping in order." },
} as const satisfies Record<string, ArenaPhase>;

/** How far the arena is: its site is up before everything else, and until everything else is down. */
export class ArenaProgress {
  /** What start and stop have reached; that the database is lost meanwhile shows by itself. */
  stage: "starting" | "trading" | "stopping" = "starting";
  /** `null` until it is open. */
  database: ArenaDatabase | null = null;
  /** `null` until there is one; it may still be starting. */
  system: ActorSystem | null = null;

  /** What viewers are told. */
  get phase(): ArenaPhase {
    const isLost = this.stage === "trading" &&
      this.database?.journal.status() !== "ok";
    return PHASES[isLost ? "degraded" : this.stage];
  }

  /** The database, `null` while it cannot be read. */
  get readable(): ArenaDatabase | null {
    const { name } = this.phase;
    return name === "degraded" || name === "stopping" ? null : this.database;
  }
}
