import { openDatabase } from "../../db/connect.ts";
import { readRows } from "../../db/journal_table.ts";
import { SILENT_LOG } from "../../db/log.ts";
import { ARENA_RUN } from "../../db/runs.ts";
import type { JournalHead } from "../../domain/journal.ts";
import { type Random, SystemClock, SystemRandom } from "../../runtime/mod.ts";
import { ArenaLife, LifeError } from "./arena_life.ts";
import { type AuditFindings, JournalAudit } from "./journal_audit.ts";
import { CALM, type Environment, LOAD, withoutSteering } from "./settings.ts";
import type { Store } from "./store.ts";
import { Witness } from "./witness.ts";

/** Of so many lives one ends while it starts or recovers, or soon after. */
const STARTS_OF_KILLS = 4;
/** How long a life trades at most before it is killed, in milliseconds. */
const TRADING_MS_MAX = 2_000;
/** How long orders have to end after the last kill, and how often we look, in milliseconds. */
const PEACE_MS_MAX = 180_000;
const LOOK_MS = 500;
const PAGE_ROWS = 5_000;
/** As short as a token may be; this one guards an arena on loopback for seconds. */
const TOKEN_CHARS = 32;

/** One arena that is killed again and again. */
export interface KilledArenaOptions {
  readonly store: Store;
  /** Where it reads its market data. */
  readonly venueUrl: string;
  /** 1 or more. */
  readonly kills: number;
  readonly random: Random;
  readonly onKill: () => void;
  /** Ends the run before its time. */
  readonly signal: AbortSignal;
}

/** What became of it. */
export interface ArenaOutcome {
  readonly kills: number;
  /** Of the kills, how many met an arena that did not trade yet. */
  readonly killedStarting: number;
  /** From spawn to trading of every restart after which it traded, in milliseconds. */
  readonly recoveriesMs: readonly number[];
  readonly findings: AuditFindings;
  /** Whether the verify task agrees. */
  readonly isVerified: boolean;
  /** Sentences for people: what did not hold. */
  readonly faults: readonly string[];
}

/** Kills an arena as often as asked, lets it end what it began, and audits what it left. */
export async function killAgainAndAgain(
  options: KilledArenaOptions,
): Promise<ArenaOutcome> {
  const arena = new KilledArena(options);
  return await arena.run();
}

class KilledArena {
  readonly #options: KilledArenaOptions;
  readonly #witness = new Witness();
  readonly #recoveriesMs: number[] = [];
  readonly #faults: string[] = [];
  #kills = 0;
  #killedStarting = 0;
  #startMs: number;
  #hasTraded = false;

  constructor(options: KilledArenaOptions) {
    this.#options = options;
    this.#startMs = options.store.firstStartMs;
  }

  async run(): Promise<ArenaOutcome> {
    const { kills, signal } = this.#options;
    try {
      while (this.#kills < kills) await this.#liveAndDie();
      await this.#endInPeace();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof LifeError)) throw error;
      this.#faults.push(error.message);
    }
    const findings = await this.#audit();
    const isVerified = await this.#verify(findings.head);
    return {
      kills: this.#kills,
      killedStarting: this.#killedStarting,
      recoveriesMs: this.#recoveriesMs,
      findings,
      isVerified,
      faults: this.#faults,
    };
  }

  async #liveAndDie(): Promise<void> {
    const { random, store, onKill } = this.#options;
    // The first start is another one than those after it: it makes the database.
    const isStarting = this.#kills === 0 ||
      random.integer(STARTS_OF_KILLS) === 0;
    const share = random.next();
    await using life = await this.#start(LOAD);
    if (isStarting) {
      await life.live(share * this.#startMs);
      if (!life.isTrading) this.#killedStarting += 1;
    } else {
      await this.#recovered(life);
      await life.live(share * TRADING_MS_MAX);
    }
    await life.kill();
    this.#kills += 1;
    this.#witness.onKill(await store.head());
    onKill();
  }

  /**
   * The last life makes no new orders: it accounts for those of the lives before it, and is halted, as a bid may
   * rest for minutes. Then it is stopped.
   */
  async #endInPeace(): Promise<void> {
    const adminToken = String(this.#options.random.integer(2 ** 32))
      .padStart(TOKEN_CHARS, "0");
    await using life = await this.#start({
      ...CALM,
      ARENA_ADMIN_TOKEN: adminToken,
      // Nobody is there to release a hold.
      ARENA_SETTLEMENT_CHECK: "note",
    });
    await this.#recovered(life);
    await life.halt(adminToken);
    const clock = new SystemClock();
    const overAtMs = clock.monotonicMs() + PEACE_MS_MAX;
    do await life.live(LOOK_MS); while (
      this.#witness.working.size > 0 && clock.monotonicMs() < overAtMs
    );
    await life.stop();
  }

  async #start(settings: Environment): Promise<ArenaLife> {
    const { store, venueUrl, signal } = this.#options;
    return await ArenaLife.start({
      ...settings,
      ...store.environment,
      ARENA_VENUE: "dflow",
      ARENA_DFLOW_URL: venueUrl,
    }, { listener: this.#witness, signal });
  }

  async #recovered(life: ArenaLife): Promise<void> {
    this.#startMs = await life.trading();
    if (this.#hasTraded) this.#recoveriesMs.push(this.#startMs);
    this.#hasTraded = true;
  }

  async #audit(): Promise<AuditFindings> {
    const { sql, close } = await openDatabase({
      ...this.#options.store.where,
      clock: new SystemClock(),
      random: new SystemRandom(),
      log: SILENT_LOG,
    });
    try {
      const audit = new JournalAudit(this.#witness);
      for (let after = 0;; after += PAGE_ROWS) {
        const page = { after, limit: PAGE_ROWS };
        const rows = await readRows(sql, ARENA_RUN, page);
        for (const row of rows) audit.accept(row);
        if (rows.length < PAGE_ROWS) break;
      }
      const findings = audit.findings();
      if (findings.fault !== null) this.#faults.push(findings.fault);
      return findings;
    } finally {
      await close();
    }
  }

  /** Runs the task itself: what it says is what an operator would read. */
  async #verify({ sequence, hash }: JournalHead): Promise<boolean> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "verify"],
      clearEnv: true,
      env: {
        ...withoutSteering(Deno.env.toObject()),
        ...this.#options.store.environment,
      },
      stdin: "null",
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    const isSame = text(stdout) === `verified rows=${sequence} head=${hash}`;
    if (code === 0 && isSame) return true;
    this.#faults.push(text(code === 0 ? stdout : stderr));
    return false;
  }
}
