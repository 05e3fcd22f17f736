import type { ContestantId, MarketId } from "../../domain/ids.ts";
import { usdFromMicros, type UsdMicros, ZERO_USD } from "../../domain/money.ts";

/** What one position or one open order may lose. */
export interface Stake {
  readonly contestantId: ContestantId;
  readonly marketId: MarketId;
  /** The event that it is about in the end, over all venues. */
  readonly underlying: string;
  /** 0 or more. */
  readonly amount: UsdMicros;
}

/** Stakes by key, and their sums by whose, where and on what they are. A sum that comes to 0 is forgotten. */
export class StakeSums {
  readonly #stakes = new Map<string, Stake>();
  readonly #byContestant = new Map<ContestantId, UsdMicros>();
  readonly #byMarket = new Map<MarketId, UsdMicros>();
  readonly #byUnderlying = new Map<string, UsdMicros>();
  #total: UsdMicros = ZERO_USD;

  /** Sum of all stakes. */
  get total(): UsdMicros {
    return this.#total;
  }

  ofContestant(id: ContestantId): UsdMicros {
    return this.#byContestant.get(id) ?? ZERO_USD;
  }

  inMarket(id: MarketId): UsdMicros {
    return this.#byMarket.get(id) ?? ZERO_USD;
  }

  on(underlying: string): UsdMicros {
    return this.#byUnderlying.get(underlying) ?? ZERO_USD;
  }

  /** Puts a stake in the place of what was there under `key`. */
  set(key: string, stake: Stake): void {
    this.remove(key);
    if (stake.amount === 0n) return;
    this.#stakes.set(key, stake);
    this.#move(stake, stake.amount);
  }

  /** Takes away what is there under `key`, if anything is. */
  remove(key: string): void {
    const stake = this.#stakes.get(key);
    if (stake === undefined) return;
    this.#stakes.delete(key);
    this.#move(stake, -stake.amount);
  }

  #move(stake: Stake, amount: bigint): void {
    move(this.#byContestant, stake.contestantId, amount);
    move(this.#byMarket, stake.marketId, amount);
    move(this.#byUnderlying, stake.underlying, amount);
    this.#total = usdFromMicros(this.#total + amount);
  }
}

function move<Key>(
  sums: Map<Key, UsdMicros>,
  key: Key,
  amount: bigint,
): void {
  const sum = (sums.get(key) ?? 0n) + amount;
  if (sum === 0n) sums.delete(key);
  else sums.set(key, usdFromMicros(sum));
}
