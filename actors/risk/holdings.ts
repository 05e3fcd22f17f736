import type { ArenaBooks } from "../../domain/fold.ts";
import type { PerpetualPosition } from "../../domain/perpetual.ts";
import type { Position } from "../../domain/position.ts";
import { holdsFor, type TradingScope } from "../../domain/trading_state.ts";

/** What a wind-down has to get rid of. */
export interface Holdings {
  readonly outcomes: readonly Position[];
  /** Long and short alike. */
  readonly perpetuals: readonly PerpetualPosition[];
  /** How many positions both are. */
  readonly count: number;
}

/** Returns what everybody within `scope` holds. */
export function holdingsWithin(
  scope: TradingScope,
  { positions, perpetuals }: Pick<ArenaBooks, "positions" | "perpetuals">,
): Holdings {
  const all = scope.kind === "contestant"
    ? positions.of(scope.contestantId)
    : positions.all();
  const outcomes = [...all].filter(({ contestantId, quantity }) =>
    quantity > 0n && holdsFor(scope, contestantId)
  );
  const held = [...perpetuals.all()].filter(({ contestantId }) =>
    holdsFor(scope, contestantId)
  );
  const count = outcomes.length + held.length;
  return { outcomes, perpetuals: held, count };
}
