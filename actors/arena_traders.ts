/**
 * The traders of the supervision tree: one child per contestant, whoever decides for it.
 *
 * @module
 */
import { contestantId } from "../domain/ids.ts";
import type { ActorRef, AnyChildSpec } from "../runtime/mod.ts";
import {
  type ArenaRefs,
  LIFECYCLE,
  type SeasonPlan,
  type Wiring,
} from "./arena_wiring.ts";
import { startPerpetualTrader } from "./perpetual_trader/actor.ts";
import { PERPETUAL_TRADER_MAILBOX } from "./perpetual_trader/protocol.ts";
import type { RiskMessage } from "./risk/protocol.ts";
import { startTrader } from "./trader/actor.ts";
import { startAgent } from "./trader/agent/agent.ts";
import { MIND_MAILBOX } from "./trader/mind/messages.ts";
import { startMind } from "./trader/mind/mind.ts";
import { TRADER_MAILBOX } from "./trader/protocol.ts";

/** One per contestant: the crashes of one stay its own. */
export function traderActors(
  { system, ports: { onRefusal }, options, followed }: Wiring,
  risk: ActorRef<RiskMessage>,
): readonly AnyChildSpec[] {
  const { startingBalances, decisionIntervalMs } = options;
  const enrolled = [
    { ...options, sizing: {} },
    ...options.seasons?.map(playedPlan) ?? [],
  ];
  return enrolled.flatMap(({ contestants, startingBalance }) =>
    contestants.map((strategy) => {
      const id = contestantId(strategy.id);
      const random = options.random.fork(strategy.id);
      return system.actor({
        ref: system.reserve(`arena/traders/${strategy.id}`, TRADER_MAILBOX),
        start: (context) =>
          startTrader({
            contestantId: id,
            strategy,
            startingBalance: startingBalances?.get(id) ?? startingBalance,
            ...followed,
            risk,
            random,
            decisionIntervalMs,
            onRefusal,
          }, context),
        restart: "transient",
        ...LIFECYCLE,
      });
    })
  );
}

/** One per contestant that trades perpetuals. */
export function perpetualActors(
  { system, options, followed }: Wiring,
  risk: ActorRef<RiskMessage>,
): readonly AnyChildSpec[] {
  const { startingBalance, perpetuals } = options;
  return (perpetuals?.contestants ?? []).map((strategy) =>
    system.actor({
      ref: system.reserve(
        `arena/traders/${strategy.id}`,
        PERPETUAL_TRADER_MAILBOX,
      ),
      start: (context) =>
        startPerpetualTrader({
          contestantId: contestantId(strategy.id),
          strategy,
          startingBalance,
          ...followed,
          risk,
        }, context),
      restart: "transient",
      ...LIFECYCLE,
    })
  );
}

/** One per model: what one of them does to its mind stays its own. */
export function mindActors(
  { system, ports: { models }, options, followed }: Wiring,
  risk: ActorRef<RiskMessage>,
): readonly AnyChildSpec[] {
  const { startingBalances } = options;
  if (models === null) return [];
  const enrolled = [
    { ...options, sizing: {} },
    ...options.seasons?.map(playedPlan) ?? [],
  ];
  return enrolled.flatMap(({ models: minds, startingBalance, sizing }) =>
    minds.map((contestant) => {
      const { orderQuantityMax } = options.limits;
      const parts = {
        models,
        startingBalance: startingBalances?.get(contestant.contestantId) ??
          startingBalance,
        ...followed,
        risk,
        orderQuantityMax,
      };
      const rules = { ...options.mind, ...sizing };
      return system.actor({
        ref: system.reserve(
          `arena/traders/${contestant.contestantId}`,
          MIND_MAILBOX,
        ),
        start: (context) =>
          startMind({ ...parts, ...contestant, options: rules }, context),
        restart: "transient",
        ...LIFECYCLE,
      });
    })
  );
}

/** One per outside agent: what it asks for is held to the same rules as what a model answers. */
export function agentActors(
  { system, options, followed }: Wiring,
  { risk, agents }: ArenaRefs,
): readonly AnyChildSpec[] {
  const { mind, agentWindowMs: windowMs } = options;
  const { orderQuantityMax } = options.limits;
  const parts = { ...followed, risk, orderQuantityMax, windowMs };
  const enrolled = [
    { ...options, sizing: {} },
    ...options.seasons?.map(playedPlan) ?? [],
  ];
  return enrolled.flatMap(({ agents: programs, startingBalance, sizing }) =>
    programs.flatMap((contestant) => {
      const ref = agents.get(contestant.contestantId);
      const rules = { ...mind, ...sizing };
      const own = { ...parts, ...contestant, startingBalance, options: rules };
      return ref === undefined ? [] : [system.actor({
        ref,
        start: (context) => startAgent(own, context),
        restart: "transient",
        ...LIFECYCLE,
      })];
    })
  );
}

/** Returns who competes in a season, and by which of its terms. */
function playedPlan({ terms, contestants, models, agents }: SeasonPlan) {
  const { startingBalance, sizing, kellyFractionMicros } = terms;
  return {
    contestants,
    models,
    agents,
    startingBalance,
    sizing: { sizing, kellyFractionMicros },
  };
}
