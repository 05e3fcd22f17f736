/**
 * One model that trades live beside itself on paper, at whichever venue.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { venueCash } from "../../actors/reconciler/compare.ts";
import { BUY_ANSWER } from "../../actors/trader/mind/testing/scripted_models.ts";
import { contestantId } from "../../domain/ids.ts";
import catalog from "../../models/catalog.json" with { type: "json" };
import type { ProtocolServer } from "../models/protocol_server.ts";
import {
  type ArenaProcess,
  BUSY,
  type Environment,
  type TemporaryFolder,
} from "../process/arena_process.ts";
import { checkJournal, readJournal } from "../process/journal_check.ts";

/** Longest wait for anything that an arena does, in milliseconds. */
export const WAIT_MS = 300_000;
/** The model that competes. */
export const MODEL = "claude-3.5";
export const ON_PAPER = contestantId(MODEL);
export const LIVE = contestantId(`${MODEL}-live`);

/** An answer that buys YES up to 0.99, whatever it is shown. */
export const BUY = {
  text: JSON.stringify({
    ...BUY_ANSWER,
    probabilityYes: 0.9,
    limitPrice: 0.99,
    target: 1,
    stop: 0,
  }),
  usage: {
    "prompt_tokens": 1_000,
    "completion_tokens": 100,
    "total_tokens": 1_100,
    cost: 0.001,
  },
};

/** Settings of an arena in which models compete, live as well; those of the venue are still to be added. */
export async function liveModelSettings(
  folder: TemporaryFolder,
  server: ProtocolServer,
  models: readonly string[] = [MODEL],
): Promise<Environment> {
  const path = `${folder.path}/catalog.json`;
  await Deno.writeTextFile(
    path,
    JSON.stringify(
      catalog.map((model) => ({
        ...model,
        enabled: models.includes(model.id),
      })),
    ),
  );
  return {
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_MODE: models.map((model) => `${model}=live`).join(","),
    ARENA_MODEL_CATALOG: path,
    ARENA_MODEL_URL: server.url,
    ARENA_MODEL_INTERVAL_MS: "2000",
    ARENA_MODEL_CLOSING_MS: "0",
    ARENA_RECONCILE_INTERVAL_MS: "10000",
    ARENA_PRICE_BAND_MAX: "1",
    ARENA_EVENTS: "off",
  };
}

/** Waits until the model has filled on paper and live. */
export async function bothFilled(arena: ArenaProcess): Promise<void> {
  for (const id of [ON_PAPER, LIVE]) {
    await arena.viewWhere(
      `${id} has filled`,
      WAIT_MS,
      ({ fills }) => fills.some((fill) => fill.contestantId === id),
    );
  }
}

/** Waits until both are paid for what is over, and the venue has said what it paid. */
export async function bothPaid(arena: ArenaProcess): Promise<void> {
  await arena.viewWhere(
    "both are paid, and the venue has said what it paid",
    WAIT_MS,
    ({ settlements, notices }) =>
      [ON_PAPER, LIVE].every((id) =>
        settlements.some((settled) => settled.contestantId === id)
      ) && notices.some(({ sentence }) => sentence.includes("was paid")),
  );
}

/** What the journal of such an arena says once it is over. */
export interface LiveModelStory {
  readonly fillsLive: number;
  readonly ordersLive: number;
  /** Micro-dollars that the journal has on the account at the venue, without what the thoughts cost. */
  readonly cashLive: number;
  readonly startingBalance: number;
}

/** Reads an arena's journal once its process has ended, and holds it to what is so at every venue. */
export async function liveModelStory(
  folder: TemporaryFolder,
): Promise<LiveModelStory> {
  const rows = await readJournal({ pgliteDir: `${folder.path}/pglite` });
  const books = checkJournal(rows);
  const entries = rows.map(({ entry }) => entry);
  const fillsOf = (id: string) =>
    entries.filter((entry) =>
      entry.kind === "order_filled" && entry.fill.contestantId === id
    ).length;
  assertGreater(fillsOf(ON_PAPER), 0);
  const halts = entries.filter(({ kind }) => kind === "trading_state_changed");
  assertEquals(halts, [], "journal and venue never differed");
  const live = books.contestants.get(LIVE);
  assert(live !== undefined);
  assertGreater(Number(live.inferenceCost), 0, "it pays for its thoughts");
  return {
    fillsLive: fillsOf(LIVE),
    ordersLive:
      entries.filter((entry) =>
        entry.kind === "order_submitted" && entry.order.contestantId === LIVE
      ).length,
    cashLive: Number(venueCash(live)),
    startingBalance: Number(live.startingBalance),
  };
}
