import type { ContestantId } from "./ids.ts";
import { add, subtract, type UsdMicros, ZERO_USD } from "./money.ts";
import {
  filledPerpetual,
  flatPerpetual,
  type PerpetualChange,
  type PerpetualPosition,
} from "./perpetual.ts";
import type { BookedPerpetualFill } from "./perpetual_order.ts";

type Key = Pick<PerpetualPosition, "contestantId" | "marketId">;

/** A position, and what it has brought so far: profits taken, less fees and funding. */
interface Held {
  readonly position: PerpetualPosition;
  readonly result: UsdMicros;
}

/** What a fill did to a position. */
export interface RegisteredFill {
  readonly change: PerpetualChange;
  /** What the position brought that ended with it, fees and funding included; `null` where none ended. */
  readonly result: UsdMicros | null;
}

/** What everybody holds of perpetuals. */
export class PerpetualRegister {
  #held = new Map<string, Held>();

  /** Returns a register of the same positions that goes its own way. */
  copy(): PerpetualRegister {
    const copy = new PerpetualRegister();
    copy.#held = new Map(this.#held);
    return copy;
  }

  /** Returns what is held; a flat position where nothing is. */
  get(key: Key): PerpetualPosition {
    return this.#held.get(keyOf(key))?.position ?? flatPerpetual(key);
  }

  /** Returns a contestant's positions that are not flat. */
  *of(contestantId: ContestantId): Generator<PerpetualPosition> {
    for (const position of this.all()) {
      if (position.contestantId === contestantId) yield position;
    }
  }

  /** Returns every position that is not flat, in the order in which they were opened. */
  *all(): Generator<PerpetualPosition> {
    for (const { position } of this.#held.values()) yield position;
  }

  /** Books a fill. */
  fill(fill: BookedPerpetualFill): RegisteredFill {
    const key = keyOf(fill);
    const change = filledPerpetual(this.get(fill), fill);
    const before = this.#held.get(key)?.result ?? ZERO_USD;
    const result = add(before, subtract(change.realized, fill.fee));
    const { size } = change.position;
    const hasEnded = change.closed > 0n &&
      (size === 0n || change.closed < fill.quantity);
    if (size === 0n) this.#held.delete(key);
    else {
      this.#held.set(key, {
        position: change.position,
        result: hasEnded ? ZERO_USD : result,
      });
    }
    return { change, result: hasEnded ? result : null };
  }

  /** Takes over what a venue says is held; what it has brought so far stays as it is. */
  correct(position: PerpetualPosition): void {
    const key = keyOf(position);
    const result = this.#held.get(key)?.result ?? ZERO_USD;
    if (position.size === 0n) this.#held.delete(key);
    else this.#held.set(key, { position, result });
  }

  /** Books what holding a position cost; what is over by then has its result already. */
  charge(charged: Key, amount: UsdMicros): void {
    const key = keyOf(charged);
    const held = this.#held.get(key);
    if (held === undefined) return;
    this.#held.set(key, { ...held, result: subtract(held.result, amount) });
  }
}

function keyOf({ contestantId, marketId }: Key): string {
  return `${contestantId} ${marketId}`;
}
