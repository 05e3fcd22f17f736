import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import type { AttributionChange } from "./attribution.ts";
import { AttributionFold } from "./attribution_fold.ts";
import { decisionId } from "./ids.ts";
import type { JournalEntry } from "./journal.ts";
import { add, quantity, usd } from "./money.ts";
import {
  attributionsOf,
  BOUGHT,
  type Deal,
  dealt,
  play,
  printed,
  settled,
  standing,
} from "./testing/attribution_story.ts";
import { History } from "./testing/history.ts";
import { steps } from "./testing/history_steps.ts";
import { MARKET, MIRROR } from "./testing/story.ts";

const WON = settled({ kind: "yes" }, { contracts: "10", cost: "6.10" });
const TAKEN_BACK: JournalEntry = { ...WON, kind: "settlement_reversed" };

Deno.test("AttributionFold takes back a trade whose settlement was taken back, and attributes it anew", () => {
  const story = [...dealt(BOUGHT), WON, TAKEN_BACK];
  const { changes } = play(...story);
  assertEquals(changes.map(({ kind }) => kind), ["attributed", "retracted"]);
  assertEquals(standing(changes), []);
  const again = attributionsOf(
    ...story,
    settled({ kind: "no" }, { contracts: "10", cost: "6.10" }),
  );
  assertEquals(again.map(({ tradeId }) => tradeId), ["t_5"]);
  assertEquals(again[0] && printed(again[0]), {
    edge: "1.00",
    execution: "-0.10",
    fees: "-0.17",
    luck: "-7.00",
    net: "-6.27",
  });
});

Deno.test("AttributionFold makes one trade of those that taking back makes one position of", () => {
  const late = dealt({ ...BOUGHT, name: "late", contracts: "5", fee: "0" });
  const wonLate = settled({ kind: "yes" }, { contracts: "5", cost: "3.05" });
  const trades = attributionsOf(
    ...dealt(BOUGHT),
    WON,
    ...late,
    wonLate,
    { ...wonLate, kind: "settlement_reversed" },
    TAKEN_BACK,
    settled({ kind: "no" }, { contracts: "15", cost: "9.15" }),
  );
  assertEquals(trades.map(printed), [{
    edge: "1.50",
    execution: "-0.15",
    fees: "-0.17",
    luck: "-10.50",
    net: "-9.32",
  }]);
  assertEquals(trades[0]?.tradeId, "t_5");
});

Deno.test("AttributionFold holds the difference in a trade of its own where it has forgotten the settled one", () => {
  const story: JournalEntry[] = [...dealt(BOUGHT), WON];
  const cheap: Deal = {
    name: "",
    outcome: "no",
    contracts: "1",
    price: "0.5",
    own: 0.5,
    mid: 0.5,
  };
  for (let index = 0; index < 1_000; index++) {
    story.push(
      ...dealt({ ...cheap, name: `n${index}` }),
      settled({ kind: "no" }, { contracts: "1", cost: "0.5", outcome: "no" }),
    );
  }
  const trades = attributionsOf(
    ...story,
    TAKEN_BACK,
    settled({ kind: "no" }, { contracts: "10", cost: "6.10" }),
  );
  const ofYes = trades.filter(({ outcome }) => outcome === "yes");
  assertEquals(ofYes.map(printed), [
    {
      edge: "1.00",
      execution: "-0.10",
      fees: "-0.17",
      luck: "3.00",
      net: "3.73",
    },
    { luck: "-10.00", net: "-10.00" },
  ]);
});

Deno.test("AttributionFold gives a trade what its decisions cost, whenever that is known, and leaves the rest", () => {
  const charge = (name: string | null, amount: string): JournalEntry => ({
    kind: "inference_charged",
    contestantId: MIRROR,
    decisionId: name === null ? null : decisionId(`d_${name}`),
    amount: usd(amount),
    model: "m",
  });
  const [decided, ...traded] = dealt(BOUGHT);
  if (decided === undefined) throw new Error("Nothing was decided");
  const { changes, fold } = play(
    charge("in", "0.01"),
    decided,
    charge("in", "0.02"),
    ...traded,
    charge("in", "0.04"),
    charge("held", "0.08"),
    charge(null, "0.16"),
    WON,
    charge("in", "0.32"),
  );
  const [trade] = standing(changes);
  assertEquals(trade?.parts.inference, usd("-0.07"));
  assertEquals(fold.unattributed(MIRROR), {
    funding: usd("0"),
    inference: usd("0.56"),
  });
});

Deno.test("AttributionFold leaves funding unattributed where nothing is held", () => {
  const funding: JournalEntry = {
    kind: "funding_charged",
    contestantId: MIRROR,
    marketId: MARKET,
    amount: usd("-0.05"),
  };
  const { changes, fold } = play(funding, ...dealt(BOUGHT), funding, WON);
  assertEquals(standing(changes)[0]?.parts.funding, usd("0.05"));
  assertEquals(fold.unattributed(MIRROR).funding, usd("-0.05"));
});

Deno.test("AttributionFold counts a correction as a cost that nothing was promised for", () => {
  const corrected = (after: string, costAfter: string): JournalEntry => ({
    kind: "position_corrected",
    contestantId: MIRROR,
    marketId: MARKET,
    outcome: "yes",
    quantityBefore: quantity("10"),
    quantityAfter: quantity(after),
    costAfter: usd(costAfter),
    reason: "test",
  });
  const [more] = attributionsOf(
    ...dealt(BOUGHT),
    corrected("12", "7.30"),
    settled({ kind: "yes" }, { contracts: "12", cost: "7.30" }),
  );
  assertEquals([more?.corrected, more?.netPnl, more?.parts.luck], [
    usd("1.20"),
    usd("4.53"),
    usd("3.80"),
  ]);
  const [gone] = attributionsOf(...dealt(BOUGHT), corrected("0", "0"));
  assertEquals([gone?.end, gone?.netPnl], ["correction", usd("-0.17")]);
});

Deno.test("the parts of every trade add up to its profit, and all trades to what the books say, over random histories", () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const changes: AttributionChange[] = [];
      const holder: { fold: AttributionFold | null } = { fold: null };
      const history: History = new History((row, isNews, books) => {
        holder.fold ??= new AttributionFold(books);
        if (isNews) changes.push(...holder.fold.apply(row));
      });
      for (const step of taken) history.take(step);
      for (const step of taken) {
        for (const outcome of ["yes", "no"] as const) {
          history.take({ ...step, outcome, act: "settle", isNegative: false });
        }
      }
      const trades = standing(changes);
      for (const { parts, netPnl } of trades) {
        const sum = Object.values(parts).reduce((sum, part) => add(sum, part));
        assertStrictEquals(sum, netPnl);
      }
      const { books } = history;
      assertEquals([...books.positions.all()], []);
      for (const contestant of books.contestants.values()) {
        const mine = trades.filter(({ contestantId }) =>
          contestantId === contestant.id
        ).reduce((sum, { netPnl }) => sum + netPnl, 0n);
        const left = holder.fold?.unattributed(contestant.id);
        assertStrictEquals(
          mine - (left?.funding ?? 0n) - (left?.inference ?? 0n),
          contestant.realizedPnl - contestant.feesPaid -
            contestant.fundingPaid - contestant.inferenceCost,
        );
      }
    }),
    { numRuns: 150 },
  );
});
