import type { ArenaRefs } from "../actors/arena.ts";
import type {
  AgentCancelReply,
  AgentDecisionReply,
  AgentDesk,
  AgentStanding,
} from "../actors/ports/agent_desk.ts";
import type { AgentContestant } from "../actors/trader/agent/dependencies.ts";
import { ConfigError, type Settings } from "../config.ts";
import { type ContestantId, contestantId } from "../domain/ids.ts";
import { unlessSilent } from "./operator_desk.ts";
import type { AdmittedAgent } from "../routes/(_api)/agents/agent_gate.ts";

/** How long an agent waits for the arena to have what it asked for, in milliseconds. */
const ANSWER_DEADLINE_MS = 10_000;

/** A prefix of their own keeps an agent from taking over the account of a model or a rule. */
function idOf(name: string): ContestantId {
  return contestantId(`agent-${name}`);
}

/** Returns the outside agents that the settings let in, with what each shows. */
export function admittedAgents(
  { ARENA_AGENT_TOKENS: tokens }: Settings,
): readonly AdmittedAgent[] {
  return (tokens ?? []).map(({ name, token }) => ({
    contestantId: idOf(name),
    token,
  }));
}

/**
 * Returns the contestants that outside agents decide for.
 *
 * @param others Ids of all other contestants.
 * @throws {ConfigError} If one of those has the id of an agent.
 */
export function agentContestants(
  { ARENA_AGENT_TOKENS: tokens }: Settings,
  others: readonly string[],
): readonly AgentContestant[] {
  return (tokens ?? []).map(({ name }) => {
    const id = idOf(name);
    if (!others.includes(id)) return { contestantId: id, name };
    throw new ConfigError(
      `Cannot start as ARENA_AGENT_TOKENS must name nobody else's contestant: current value is ${name}`,
    );
  });
}

/** Returns where each outside agent takes part. */
export function openAgentDesks(
  { agents }: ArenaRefs,
): ReadonlyMap<ContestantId, AgentDesk> {
  const deadline = { deadlineMs: ANSWER_DEADLINE_MS };
  return new Map([...agents].map(([id, agent]) => [id, {
    standing: () =>
      unlessSilent(agent.ask<AgentStanding>((replyTo) => ({
        kind: "read_standing",
        replyTo,
      }), deadline)),
    decide: (submission) =>
      unlessSilent(agent.ask<AgentDecisionReply>((replyTo) => ({
        kind: "submit_decision",
        submission,
        replyTo,
      }), deadline)),
    cancel: (orderId) =>
      unlessSilent(agent.ask<AgentCancelReply>((replyTo) => ({
        kind: "cancel_own_order",
        orderId,
        replyTo,
      }), deadline)),
  }]));
}
