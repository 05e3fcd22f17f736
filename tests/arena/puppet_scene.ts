import { assert, assertEquals } from "@std/assert";
import type { Execution } from "../../actors/ports/execution.ts";
import type { DecisionAction } from "../../domain/decision.ts";
import type { SeasonPlan } from "../../actors/arena.ts";
import { type OrderId, seasonId } from "../../domain/ids.ts";
import type { JournalEntry, JournalKind } from "../../domain/journal.ts";
import { usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import { contestantOf, type SeasonTerms } from "../../domain/season.ts";
import { HOLD, type Strategy } from "../../strategies/strategy.ts";
import type { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { Scene, type SceneOptions } from "./scene.ts";

/** Where the book stands while nothing is to fill: 0.60 bid, 0.62 asked. */
export const CALM = ["0.60", "0.38"] as const;
/** Rounds come between two quotes, so that what a test shows meanwhile stays for a moment. */
const OUT_OF_STEP_MS = 1_700;

/** One contestant that does what the test says next, and nothing else. */
class Puppet {
  readonly #wishes: ((working: readonly Order[]) => DecisionAction)[] = [];
  readonly strategy: Strategy = {
    id: "puppet",
    name: "Puppet",
    description: "Does what the test says.",
    wakesOn: [],
    evaluate: ({ working }) => ({
      probabilityYes: 0.6,
      confidence: 1,
      reason: "The test says so.",
      action: this.#wishes.shift()?.(working) ?? HOLD,
    }),
  };

  /** Whether all that was wished for is decided. */
  get isContent(): boolean {
    return this.#wishes.length === 0;
  }

  wish(wish: (working: readonly Order[]) => DecisionAction): void {
    this.#wishes.push(wish);
  }
}

/** A scene whose puppet may compete in a season of its own in place of the open one; `contestants` are beside it. */
export interface PuppetSceneOptions extends SceneOptions {
  readonly season?: Partial<SeasonTerms>;
}

export const WINTER = seasonId("winter");

/** Returns a season with one contestant, on from the start and without an end unless `changes` say otherwise. */
export function puppetSeason(
  strategy: Strategy,
  changes: Partial<SeasonTerms> = {},
): SeasonPlan {
  const member = { ...strategy, id: contestantOf(strategy.id, WINTER) };
  return {
    terms: {
      id: WINTER,
      name: "Winter",
      startsAtMs: 0,
      endsAtMs: null,
      startingBalance: usd("100000"),
      sizing: "seed",
      kellyFractionMicros: 250_000n,
      venues: ["kalshi"],
      mode: "paper",
      ending: "hold",
      roster: [{
        contestantId: contestantOf(strategy.id, WINTER),
        name: strategy.name,
        driver: { kind: "control", control: strategy.id, codeVersion: "1" },
      }],
      ...changes,
    },
    contestants: [member],
    models: [],
    agents: [],
  };
}

/** Opens a scene with a puppet. */
export async function openPuppetScene(
  { season, contestants = [], ...options }: PuppetSceneOptions = {},
) {
  const puppet = new Puppet();
  const scene = await Scene.open({
    ...(season === undefined
      ? { contestants: [puppet.strategy, ...contestants] }
      : { contestants, seasons: [puppetSeason(puppet.strategy, season)] }),
    ...options,
  });
  return {
    scene,
    /** Has the contestant decide so in its next round, at the calm prices, and waits for what comes of it. */
    decide: async (
      wish: DecisionAction | ((working: readonly Order[]) => DecisionAction),
    ) => {
      await scene.stage.advanceTo(scene.stage.clock.nowMs() + OUT_OF_STEP_MS);
      puppet.wish(typeof wish === "function" ? wish : () => wish);
      for (let n = 0; !puppet.isContent && n < 20; n++) {
        await scene.play(5_000, ...CALM);
      }
      await scene.play(5_000, ...CALM);
      assert(puppet.isContent, "The contestant was never asked");
    },
    story: () => storyOf(scene),
    close: async () => {
      assertEquals(scene.failures, []);
      assertEquals((await scene.books()).ledger.total(), 0n);
      await scene.stage.close();
    },
  };
}

/** Returns what happened to orders, as `n kind`, with orders numbered as they came. */
async function storyOf(scene: Scene): Promise<readonly string[]> {
  const numbers = new Map<OrderId, number>();
  return (await scene.rows()).flatMap(({ entry }) => {
    const id = orderIdOf(entry);
    if (id === null) return [];
    if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
    return [`${numbers.get(id)} ${shortOf(entry.kind)}`];
  });
}

function shortOf(kind: JournalKind): string {
  return kind.replace("order_", "");
}

function orderIdOf(entry: JournalEntry): OrderId | null {
  if ("order" in entry) return entry.order.id;
  if (entry.kind === "order_filled") return entry.fill.orderId;
  return entry.kind.startsWith("order_") && "orderId" in entry
    ? entry.orderId
    : null;
}

/** Passes everything on to the paper exchange, except what the test changes. */
export function changedPaper(
  change: (paper: PaperExchange) => Partial<Execution>,
): (paper: PaperExchange) => Execution {
  return (paper) => ({
    venue: paper.venue,
    mode: paper.mode,
    arrivesWithinMs: paper.arrivesWithinMs,
    submit: (order, signal) => paper.submit(order, signal),
    query: (id) => paper.query(id),
    cancel: (id, signal) => paper.cancel(id, signal),
    account: (sinceMs) => paper.account(sinceMs),
    onReport: (listener) => paper.onReport(listener),
    ...change(paper),
  });
}
