import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { OrderBook } from "../../domain/book.ts";
import { marketId, roundId, signalId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { quantity } from "../../domain/money.ts";
import { noPrice, yesPrice } from "../../domain/price.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { SAMPLE_MARKET } from "../../domain/testing/samples.ts";
import { TestProbe } from "../../runtime/mod.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { startBriefer } from "./actor.ts";
import { BRIEFER_MAILBOX, type BrieferMessage } from "./protocol.ts";

const LISTED: JournalEntry = { kind: "market_listed", market: SAMPLE_MARKET };

async function openBriefer(onlyEvents = false) {
  const journal = new HeldJournal();
  journal.write(LISTED);
  const stage = new ActorStage<BrieferMessage>(journal);
  const taken = new TestProbe<Snapshot>();
  stage.bus.subscribe("snapshot_taken", taken, (snapshot) => snapshot);
  await stage.open(
    BRIEFER_MAILBOX,
    (parts, context) => startBriefer({ ...parts, onlyEvents }, context),
  );
  const round = (name: string) =>
    stage.tell({
      kind: "round_started",
      round: { id: roundId(name), startedAtMs: 1 },
    });
  return { stage, journal, taken, round };
}

const quote = (yesBid: string): BrieferMessage => ({
  kind: "quote_changed",
  quote: {
    marketId: SAMPLE_MARKET.id,
    yesBid: yesPrice(yesBid),
    yesAsk: yesPrice("0.56"),
    occurredAtMs: 5,
  },
});

Deno.test("briefer takes one snapshot per round, with prices, book and record as they are then", async () => {
  const { stage, taken, round } = await openBriefer();
  const book = new OrderBook(SAMPLE_MARKET.id);
  book.replace({
    yesBids: [{ price: yesPrice("0.54"), quantity: quantity("30") }],
    noBids: [{ price: noPrice("0.44"), quantity: quantity("20") }],
    occurredAtMs: 5,
  });
  await stage.tell(quote("0.54"));
  await stage.tell({ kind: "book_shown", book });
  await round("r_1");
  const snapshot = taken.expectMessage();
  assertEquals(snapshot.causationId, "r_1");
  const [market] = snapshot.markets;
  assert(market !== undefined);
  assertEquals([market.ticker, market.yesBid, market.yesAsk], [
    SAMPLE_MARKET.ticker,
    "0.54",
    "0.56",
  ]);
  assertEquals(market.yesBids, [{ price: "0.54", contracts: "30.00" }]);
  // What happens to the book later does not reach into it.
  book.replace({ yesBids: [], noBids: [], occurredAtMs: 6 });
  assertEquals(market.noBids, [{ price: "0.44", contracts: "20.00" }]);
  await stage.close();
});

Deno.test("briefer gives the same content the same id and other content another one", async () => {
  const ids: string[] = [];
  for (const bid of ["0.54", "0.54", "0.55"]) {
    const { stage, taken, round } = await openBriefer();
    await stage.tell(quote(bid));
    await round("r_1");
    ids.push(taken.expectMessage().id);
    await stage.close();
  }
  assertEquals(ids[0], ids[1]);
  assertNotEquals(ids[0], ids[2]);
});

Deno.test("briefer takes a snapshot for a signal, with the signal in it", async () => {
  const { stage, journal, taken } = await openBriefer();
  journal.commitForeign({
    kind: "signal_detected",
    signal: {
      id: signalId("s_1"),
      marketId: SAMPLE_MARKET.id,
      ticker: SAMPLE_MARKET.ticker,
      timestamp: 1,
      midAtDetection: 0.5,
      type: "price_swing",
      data: { previousPrice: 0.4, currentPrice: 0.5, changePercent: 0.25 },
    },
  });
  await stage.settle();
  const { signal, markets } = taken.expectMessage();
  assertEquals(signal?.id, signalId("s_1"));
  assertEquals(markets[0]?.signals.length, 1);
  await stage.close();
});

Deno.test("briefer takes no snapshot where no market is open, and remembers how they resolved", async () => {
  const { stage, journal, taken, round } = await openBriefer();
  journal.commitForeign({
    kind: "market_phase_changed",
    marketId: SAMPLE_MARKET.id,
    phase: "final",
    resolution: { kind: "yes" },
  });
  await stage.settle();
  await round("r_1");
  taken.expectNoMessage();
  journal.commitForeign({
    kind: "market_listed",
    market: {
      ...SAMPLE_MARKET,
      id: "kalshi:KXBTC15M-2" as typeof SAMPLE_MARKET.id,
      ticker: "KXBTC15M-2",
    },
  });
  await stage.settle();
  await round("r_2");
  assertEquals(taken.expectMessage().markets[0]?.resolved, { yes: 1, no: 0 });
  await stage.close();
});

Deno.test("briefer shows active events alone where events are chosen, and each as soon as it is active", async () => {
  const { stage, journal, taken, round } = await openBriefer(true);
  const other = { ...SAMPLE_MARKET, id: marketId("kalshi", "OTHER") };
  const signed = { by: "arena", reason: "It is time." };
  journal.commitForeign(
    { kind: "market_listed", market: other },
    {
      kind: "event_selected",
      marketId: other.id,
      category: "crypto",
      selection: "noon",
      ...signed,
    },
  );
  await round("r_1");
  taken.expectNoMessage();
  journal.commitForeign({
    kind: "event_activated",
    marketId: other.id,
    ...signed,
  });
  await stage.settle();
  const launched = taken.expectMessage();
  assertEquals(launched.causationId, "launch_sessions kalshi:OTHER");
  assertEquals(launched.markets.map(({ id }) => id), [other.id]);
  await round("r_2");
  assertEquals(taken.expectMessage().markets.map(({ id }) => id), [other.id]);
  journal.commitForeign({ kind: "event_closed", marketId: other.id });
  await round("r_3");
  taken.expectNoMessage();
  await stage.close();
});
