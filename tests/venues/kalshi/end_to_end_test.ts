import { assert, assertEquals, assertGreater } from "@std/assert";
import { contestantId } from "../../../domain/ids.ts";
import { isAsBooked } from "../../../domain/reported_payout.ts";
import { printLine } from "../../../tools/flags.ts";
import {
  ArenaProcess,
  BUSY,
  type Environment,
  TemporaryFolder,
} from "../../process/arena_process.ts";
import { checkJournal, readJournal } from "../../process/journal_check.ts";
import { FakeKalshi } from "./fake_kalshi.ts";
import { makeKeyPair } from "./fake_auth.ts";
import { FakeSpot } from "./fake_spot.ts";
import { TICKER } from "./kalshi_stage.ts";

const TRADED_MS = 300_000;
/** Contracts that an order gets at once: what is wanted more fills in parts or not at all. */
const PART = 7;

/** Calls of `climb` to a step: orders must have the time to arrive. */
const CALLS_PER_STEP = 30;
/** Enough for a price swing. */
const STEP_CENTS = 4;

/** A fake Kalshi whose market climbs by four cents with every thirtieth call of `climb`. */
class ClimbingKalshi implements AsyncDisposable {
  readonly fake = new FakeKalshi(() => Date.now());
  #cents = 40;
  #calls = 0;

  constructor() {
    const { exchange } = this.fake;
    exchange.list(TICKER);
    exchange.fillAtMost = PART;
    this.#quote();
  }

  climb(): void {
    this.#calls += 1;
    if (!this.fake.socket.follows(TICKER)) return;
    if (this.#calls % CALLS_PER_STEP > 0) return;
    this.#cents = this.#cents >= 80 ? 40 : this.#cents + STEP_CENTS;
    const { exchange, socket } = this.fake;
    for (const side of ["yes", "no"] as const) {
      for (const [price, size] of exchange.levels(TICKER, side)) {
        socket.delta(TICKER, side, [price, `-${size}`]);
      }
    }
    socket.delta(TICKER, "yes", [`0.${this.#cents}00`, "500.00"]);
    socket.delta(TICKER, "no", [`0.${99 - this.#cents}00`, "500.00"]);
  }

  #quote(): void {
    this.fake.exchange.quote(TICKER, "yes", [["0.4000", "500.00"]]);
    this.fake.exchange.quote(TICKER, "no", [["0.5900", "500.00"]]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fake.stop();
  }
}

/** Lets an arena trade on a climbing market until it is settled there, and returns what it journaled. */
async function tradeAndSettle(
  mode: string,
  trouble: (fake: FakeKalshi) => void = () => {},
) {
  await using folder = await TemporaryFolder.make();
  await using venue = new ClimbingKalshi();
  await using spot = new FakeSpot("BTC-USD", "76796.25");
  const { fake } = venue;
  trouble(fake);
  const key = await makeKeyPair();
  fake.auth.add(key);
  const environment: Environment = {
    ...BUSY,
    ARENA_DATA_DIR: folder.path,
    ARENA_VENUE: "kalshi",
    ARENA_KALSHI_URL: fake.endpoint.restUrl,
    ARENA_KALSHI_DATA_ACCOUNT: "momentum",
    ARENA_COINBASE_URL: spot.url,
    ARENA_KEYS: JSON.stringify({
      "kalshi.momentum.key_id": key.keyId,
      "kalshi.momentum.private_key": key.pem,
    }),
    ARENA_MODE: mode,
  };
  await using arena = await ArenaProcess.start(environment);
  const trader = mode === "paper" ? "momentum" : "momentum-live";
  await arena.eventually(
    "a signal, and a fill of momentum",
    TRADED_MS,
    async () => {
      venue.climb();
      const { signals, fills, contestants } = await arena.view();
      const hasFilled = fills.some((fill) => fill.contestantId === trader);
      // The simulator takes longer than the fake venue: its copy of a live order is waited for.
      const hasTwin = mode === "paper" ||
        contestants.some(({ id, drift }) => id === trader && drift !== null);
      return signals.length > 0 && hasFilled && hasTwin ? true : null;
    },
  );
  await arena.viewWhere(
    "the price of what the round is about is shown",
    TRADED_MS,
    ({ venue: { references } }) => references[0]?.price === "76796.25",
  );
  const page = await (await fetch(arena.url)).text();
  assert(page.includes('data-testid="reference"'), "on the market's card");
  const metrics = await (await fetch(`${arena.url}/metrics`)).text();
  assert(/^arena_venue_frames_total [1-9]/m.test(metrics), "and heard");
  fake.exchange.move(TICKER, "closed");
  fake.exchange.settle(TICKER, "yes", 1);
  fake.socket.lifecycle(TICKER, { event_type: "settled", result: "yes" });
  await arena.viewWhere(
    "the position is settled",
    TRADED_MS,
    ({ settlements }) =>
      settlements.some(({ contestantId: id }) => id === trader),
  );
  if (mode !== "paper") {
    await arena.viewWhere(
      "what Kalshi says that it paid is told",
      TRADED_MS,
      ({ notices }) =>
        notices.some(({ sentence }) => sentence.includes("was paid")),
    );
  }
  const { stderr } = await arena.stop();
  assert(!stderr.includes("PRIVATE KEY"), "no secret in the log");
  const rows = await readJournal({ pgliteDir: `${folder.path}/pglite` });
  return {
    rows,
    books: checkJournal(rows),
    orders: [...fake.exchange.orders.values()],
    fills: [...fake.exchange.fills],
    cash: fake.exchange.cash,
    posts: fake.count("POST", "/portfolio/events/orders"),
  };
}

function kindsOf(rows: Awaited<ReturnType<typeof tradeAndSettle>>["rows"]) {
  return new Set(rows.map(({ entry }) => entry.kind));
}

/** What every order goes through, whichever way. */
const WAY = [
  "market_listed",
  "signal_detected",
  "decision_made",
  "order_submitted",
  "order_filled",
  "position_settled",
] as const;

Deno.test("Kalshi on paper: discover, subscribe, signal, decide, order, fill, settle, and not one order at the venue", async () => {
  const { rows, posts } = await tradeAndSettle("paper");
  const kinds = kindsOf(rows);
  for (const kind of WAY) assert(kinds.has(kind), kind);
  assertEquals(posts, 0);
});

Deno.test("Kalshi live, by the same one switch: the venue's fills and cash are the journal's, and a twin shows the drift", async () => {
  checkLive(await tradeAndSettle("momentum=live"));
});

Deno.test("Kalshi live where the acknowledgment of an order is lost: it is not doubled, and no fill is missed", async () => {
  checkLive(
    await tradeAndSettle("momentum=live", (fake) =>
      fake.fault({
        method: "POST",
        path: "/portfolio/events/orders",
        kind: "drop_ack",
      })),
  );
});

/** Holds the journal to the venue, and prints how the simulator's copies did beside it. */
function checkLive(
  { rows, books, orders, fills, cash }: Awaited<
    ReturnType<typeof tradeAndSettle>
  >,
): void {
  const kinds = kindsOf(rows);
  for (const kind of WAY) assert(kinds.has(kind), kind);
  assertGreater(orders.length, 0);
  assert(orders.some(({ count, filled }) => filled < count), "one in part");
  assertEquals(
    new Set(orders.map(({ clientOrderId }) => clientOrderId)).size,
    orders.length,
  );
  const who = contestantId("momentum-live");
  const booked = rows.flatMap(({ entry }) =>
    entry.kind === "order_filled" && entry.fill.contestantId === who
      ? [entry.fill]
      : []
  );
  assertEquals(booked.length, fills.length);
  assertEquals(Number(books.contestants.get(who)?.cash), cash);
  const paid = rows.flatMap(({ entry }) =>
    entry.kind === "payout_reported" ? [entry] : []
  );
  assertEquals(paid.length, 1);
  const [payout] = paid;
  assert(payout !== undefined && isAsBooked(payout));
  assertEquals(payout.booked, payout.amount);
  assertEquals(payout.fees, payout.feesBooked);
  const twins = rows.flatMap(({ entry }) =>
    entry.kind === "twin_filled" ? [entry] : []
  );
  assertGreater(twins.length, 0);
  const live = booked.reduce((sum, fill) => sum + Number(fill.quantity), 0);
  const paper = twins.reduce((sum, twin) => sum + Number(twin.quantity), 0);
  printLine(
    `twin drift: ${live / 1e6} contracts live, ${
      paper / 1e6
    } by the simulator, ${orders.length} orders`,
  );
}
