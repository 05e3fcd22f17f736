import { assertEquals } from "@std/assert";
import { contestantId, modelId, seasonId } from "../../domain/ids.ts";
import { usd } from "../../domain/money.ts";
import type { SeasonMember, SeasonTerms } from "../../domain/season.ts";
import { brokenTerms } from "./frozen_terms.ts";

const ADA: SeasonMember = {
  contestantId: contestantId("ada@w"),
  name: "Ada",
  driver: {
    kind: "model",
    model: modelId("ada"),
    release: "a/model-1",
    releaseHash: "aa",
  },
};
const HOLD: SeasonMember = {
  contestantId: contestantId("hold@w"),
  name: "Hold",
  driver: { kind: "control", control: "hold", codeVersion: "1" },
};
const TERMS: SeasonTerms = {
  id: seasonId("w"),
  name: "Winter",
  startsAtMs: 0,
  endsAtMs: null,
  startingBalance: usd("100000"),
  sizing: "seed",
  kellyFractionMicros: 250_000n,
  venues: ["kalshi"],
  mode: "paper",
  ending: "hold",
  roster: [ADA, HOLD],
};

function broken(
  now: readonly SeasonTerms[],
  concludedAtMs: number | null = null,
) {
  return brokenTerms([{ terms: TERMS, startedAtMs: 0, concludedAtMs }], now);
}

Deno.test("brokenTerms() finds nothing in what is declared as it was frozen, nor in what is over", () => {
  assertEquals(broken([{ ...TERMS }]), null);
  assertEquals(broken([{ ...TERMS, endsAtMs: 9 }], 5), null);
  assertEquals(broken([], 5), null);
});

Deno.test("brokenTerms() names who has changed, and how", () => {
  const release = { ...ADA.driver, release: "a/model-2" };
  const prompt = { ...ADA.driver, releaseHash: "bb" };
  const version = { ...HOLD.driver, codeVersion: "2" };
  assertEquals(
    [
      broken([
        {
          ...TERMS,
          roster: [{ ...ADA, driver: release }, HOLD],
        } as SeasonTerms,
      ]),
      broken([
        { ...TERMS, roster: [{ ...ADA, driver: prompt }, HOLD] } as SeasonTerms,
      ]),
      broken([
        {
          ...TERMS,
          roster: [ADA, { ...HOLD, driver: version }],
        } as SeasonTerms,
      ]),
      broken([{ ...TERMS, roster: [HOLD] }]),
      broken([{
        ...TERMS,
        roster: [ADA, HOLD, { ...HOLD, contestantId: contestantId("late@w") }],
      }]),
    ],
    [
      'Cannot start as season "w" froze "ada@w" at release a/model-1 with hash aa: current value is release a/model-2 with hash aa',
      'Cannot start as season "w" froze "ada@w" at release a/model-1 with hash aa: current value is release a/model-1 with hash bb',
      'Cannot start as season "w" froze "hold@w" at hold of code version 1: current value is hold of code version 2',
      'Cannot start as season "w" froze "ada@w" in its roster: current value is nobody who can compete under that name',
      'Cannot start as season "w" froze its roster of 2: current value is one with "late@w"',
    ],
  );
});

Deno.test("brokenTerms() names the term that has changed, and a season that is not declared any more", () => {
  assertEquals(
    [
      broken([{ ...TERMS, startingBalance: usd("5") }]),
      broken([{ ...TERMS, endsAtMs: 7 }]),
      broken([]),
    ],
    [
      'Cannot start as season "w" froze its startingBalance at "100000.00": current value is "5.00"',
      'Cannot start as season "w" froze its endsAtMs at null: current value is 7',
      'Cannot start as season "w" must stay declared in ARENA_SEASONS until it is over: current value is no such season',
    ],
  );
});
