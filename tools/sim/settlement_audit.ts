import type { ArenaBooks } from "../../domain/fold.ts";
import type { JournalRow, SettledPosition } from "../../domain/journal.ts";
import { isSameResolution, type Resolution } from "../../domain/market.ts";
import { isSettling } from "../../domain/settlement.ts";
import type { Findings } from "./findings.ts";

/** Holds settlements to their markets: what is taken back was paid and not taken back before. */
export class SettlementAudit {
  readonly #findings: Findings;
  /** What was paid and not taken back, by place, the oldest first. */
  readonly #paid = new Map<string, SettledPosition[]>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  fold({ entry, sequence }: JournalRow): void {
    if (entry.kind === "position_settled") {
      const place = placeOf(entry);
      const paid = this.#paid.get(place) ?? [];
      paid.push(entry);
      this.#paid.set(place, paid);
    }
    if (entry.kind !== "settlement_reversed") return;
    const place = placeOf(entry);
    const paid = this.#paid.get(place) ?? [];
    const index = paid.findLastIndex((settled) => isSame(settled, entry));
    this.#findings.check(
      index >= 0,
      "no settlement is taken back twice",
      () =>
        `Row ${sequence} takes back what ${place} was not paid, or not any more`,
    );
    if (index >= 0) paid.splice(index, 1);
  }

  /** Holds everything that stands to the results that stand. */
  checkEnd({ markets }: ArenaBooks): void {
    for (const paid of this.#paid.values()) {
      for (const { marketId, contestantId, resolution } of paid) {
        const standing = markets.get(marketId);
        const result = standing !== undefined &&
            isSettling(standing.market.phase)
          ? standing.resolution
          : null;
        this.#findings.check(
          isSameResolution(result, resolution),
          "every market that is over is settled",
          () =>
            `${contestantId} was paid for ${marketId} on ${
              textOf(resolution)
            }, it stands at ${textOf(result)}`,
        );
      }
    }
  }
}

function isSame(left: SettledPosition, right: SettledPosition): boolean {
  return left.quantity === right.quantity && left.cost === right.cost &&
    left.payout === right.payout &&
    isSameResolution(left.resolution, right.resolution);
}

function placeOf(
  { contestantId, marketId, outcome }: SettledPosition,
): string {
  return `${contestantId} ${marketId} ${outcome}`;
}

function textOf(resolution: Resolution | null): string {
  return resolution === null ? "no result" : resolution.kind;
}
