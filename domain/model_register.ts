import { assertNever } from "./assert_never.ts";
import type { ContestantId } from "./ids.ts";
import type {
  ModelEntry,
  ModelFaultKind,
  ModelUsage,
} from "./model_entries.ts";

/** How the model of one contestant does. */
export interface ModelStanding {
  readonly contestantId: ContestantId;
  /** The model that was asked last. */
  readonly model: string;
  /** Calls that ended. */
  readonly calls: number;
  /** Calls that ended without a reply since the last that ended with one. */
  readonly faultsInARow: number;
  /** Why the last call brought no reply; `null` where it did. */
  readonly lastFault: ModelFaultKind | null;
  readonly lastCallAtMs: number | null;
  /** Sessions whose answer could not be used, also not when asked again. */
  readonly invalid: number;
  /** Sessions that ended without a decision for any other cause. */
  readonly failed: number;
  /** Canaries that it was shown. */
  readonly planted: number;
  /** Canaries that it obeyed. */
  readonly followed: number;
  readonly usage: ModelUsage;
}

const NO_USAGE: ModelUsage = {
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  reasoningTokens: 0,
};

/** What the rows of thinking say of each contestant's model. */
export class ModelRegister {
  #standings = new Map<ContestantId, ModelStanding>();

  /** In the order of their first calls. */
  get standings(): ReadonlyMap<ContestantId, ModelStanding> {
    return this.#standings;
  }

  /** Returns a register of the same standings that goes its own way. */
  copy(): ModelRegister {
    const copy = new ModelRegister();
    copy.#standings = new Map(this.#standings);
    return copy;
  }

  /** Applies a row of a time in Unix milliseconds. Returns `true`: no row of these repeats another. */
  apply(entry: ModelEntry, atMs: number): true {
    const standing = this.#standingOf(entry.contestantId);
    this.#standings.set(entry.contestantId, advanced(standing, entry, atMs));
    return true;
  }

  #standingOf(contestantId: ContestantId): ModelStanding {
    return this.#standings.get(contestantId) ?? {
      contestantId,
      model: "",
      calls: 0,
      faultsInARow: 0,
      lastFault: null,
      lastCallAtMs: null,
      invalid: 0,
      failed: 0,
      planted: 0,
      followed: 0,
      usage: NO_USAGE,
    };
  }
}

function advanced(
  standing: ModelStanding,
  entry: ModelEntry,
  atMs: number,
): ModelStanding {
  switch (entry.kind) {
    case "model_asked":
      return { ...standing, model: entry.model };
    case "model_answered":
      return {
        ...standing,
        calls: standing.calls + 1,
        ...faultsAfter(standing, entry.result),
        lastCallAtMs: atMs,
        planted: standing.planted + entry.planted,
        followed: standing.followed + entry.followed,
        usage: entry.usage === null
          ? standing.usage
          : sumOf(standing.usage, entry.usage),
      };
    case "decision_failed":
      return entry.cause === "invalid"
        ? { ...standing, invalid: standing.invalid + 1 }
        : { ...standing, failed: standing.failed + 1 };
    default:
      return assertNever(entry);
  }
}

/** A call that we gave up ourselves says nothing of the model. */
function faultsAfter(
  { faultsInARow, lastFault }: ModelStanding,
  result: "replied" | ModelFaultKind,
): Pick<ModelStanding, "faultsInARow" | "lastFault"> {
  if (result === "aborted") return { faultsInARow, lastFault };
  return result === "replied"
    ? { faultsInARow: 0, lastFault: null }
    : { faultsInARow: faultsInARow + 1, lastFault: result };
}

function sumOf(left: ModelUsage, right: ModelUsage): ModelUsage {
  return {
    promptTokens: left.promptTokens + right.promptTokens,
    cachedTokens: left.cachedTokens + right.cachedTokens,
    completionTokens: left.completionTokens + right.completionTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
  };
}

/** Whether there are models and the newest call of each brought no reply: the arena has contestants that cannot think. */
export function doAllModelsFail(
  standings: Iterable<Pick<ModelStanding, "faultsInARow">>,
): boolean {
  let models = 0;
  for (const { faultsInARow } of standings) {
    if (faultsInARow === 0) return false;
    models += 1;
  }
  return models > 0;
}
