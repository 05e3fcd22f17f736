import type { MarketData } from "../actors/ports/market_data.ts";
import type { AgentDesk } from "../actors/ports/agent_desk.ts";
import type { ModelRecords } from "../actors/ports/model.ts";
import type { ArenaDatabase } from "./arena_database.ts";
import type { ContestantId } from "../domain/ids.ts";
import type { TaskView } from "../domain/view_calendar.ts";
import type { CatalogView } from "../domain/view_catalog.ts";
import type { ArenaPhase } from "../domain/view.ts";
import type { OperatorDesk } from "../routes/(_api)/operator_desk.ts";
import type { ActorSystem } from "../runtime/mod.ts";

const PHASES = {
  starting: {
    name: "starting",
    sentence: "The arena is starting: its database is being opened.",
  },
  standing_by: {
    name: "starting",
    sentence:
      "Standing by: another process trades this arena, and this one takes over when it ends.",
  },
  trading: { name: "trading", sentence: "Contestants trade." },
  degraded: {
    name: "degraded",
    sentence: "The database does not answer: nothing is traded until it does.",
  },
  stopping: { name: "stopping", sentence: "The arena is stopping in order." },
} as const satisfies Record<string, ArenaPhase>;

/** How far the arena is: its site is up before everything else, and until everything else is down. */
export class ArenaProgress {
  /** What start and stop have reached; that the database is lost meanwhile shows by itself. */
  stage: "starting" | "standing_by" | "trading" | "stopping" = "starting";
  /** `null` until it is open. */
  database: ArenaDatabase | null = null;
  /** Where an operator speaks to the arena; `null` until its actors are there. */
  desk: OperatorDesk | null = null;
  /** Where each outside agent takes part; none until the actors are there. */
  agents: ReadonlyMap<ContestantId, AgentDesk> = new Map();
  /** Where what models were asked and said is kept; `null` until it is known. */
  records: ModelRecords | null = null;
  /** The tasks of the calendar; none until it runs. */
  tasks: readonly TaskView[] = [];
  /** The models that can compete; none until they are known. */
  catalog: CatalogView = [];
  /** What the arena hears of its venue; `null` before it listens. */
  marketData: Pick<MarketData, "health"> | null = null;
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
