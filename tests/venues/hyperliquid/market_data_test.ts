import { assert, assertEquals } from "@std/assert";
import type { MarketEvent } from "../../../actors/ports/market_data.ts";
import { SystemClock, SystemRandom } from "../../../runtime/mod.ts";
import { HYPERLIQUID_FACTS } from "../../../venues/hyperliquid/facts.ts";
import { HyperliquidMarketData } from "../../../venues/hyperliquid/market_data.ts";
import { RateBuckets } from "../../../venues/rate_buckets.ts";
import type { TapeRecord } from "../../../venues/tape/tape_record.ts";
import { eventually } from "../../process/eventually.ts";
import { FakeHyperliquid } from "./fake_hyperliquid.ts";

const COIN = { name: "BTC", szDecimals: 5, maxLeverage: 40 };
const PATIENCE_MS = 120_000;

/** A client that follows a fake until the test is over. */
async function withClient(
  test: (parts: {
    readonly fake: FakeHyperliquid;
    readonly heard: readonly MarketEvent[];
    readonly recorded: readonly TapeRecord[];
    readonly client: HyperliquidMarketData;
  }) => Promise<void>,
  prepare: (fake: FakeHyperliquid) => void = () => {},
): Promise<void> {
  const fake = new FakeHyperliquid([COIN]);
  prepare(fake);
  const heard: MarketEvent[] = [];
  const recorded: TapeRecord[] = [];
  const clock = new SystemClock();
  const random = new SystemRandom();
  const client = new HyperliquidMarketData({
    url: () => fake.url,
    coins: ["BTC"],
    clock,
    random,
    buckets: new RateBuckets({ facts: HYPERLIQUID_FACTS, clock, random }),
    record: (record) => recorded.push(record),
    reconnectMsMax: 300,
  });
  const stopping = new AbortController();
  const running = client.run((event) => heard.push(event), stopping.signal);
  try {
    await test({ fake, heard, recorded, client });
  } finally {
    stopping.abort();
    await running;
    await fake.stop();
  }
}

/** Waits until something holds. */
async function until(holds: () => boolean): Promise<void> {
  await eventually(
    String(holds),
    PATIENCE_MS,
    () => holds() ? true : null,
  );
}

function reports(heard: readonly MarketEvent[]): readonly string[] {
  return heard.flatMap((event) =>
    event.kind === "perpetual_reported" ? [event.report.kind] : []
  );
}

Deno.test("the client learns what there is, subscribes to its coins and says what it hears", () =>
  withClient(async ({ fake, heard, recorded, client }) => {
    await until(() => fake.subscriptions.length === 4);
    assertEquals(fake.questions, [{ type: "meta" }]);
    assertEquals(fake.subscriptions, [
      "l2Book BTC",
      "bbo BTC",
      "trades BTC",
      "activeAssetCtx BTC",
    ]);
    fake.quote("BTC", "66410", "66411");
    await until(() => reports(heard).includes("context"));
    assertEquals(reports(heard), ["listed", "book", "context"]);
    const frames = recorded.filter(({ kind }) => kind === "frame");
    assertEquals(client.health?.frames, frames.length);
    assertEquals(client.health?.rejected, 0);
    assert(recorded.some(({ kind }) => kind === "connection"));
  }));

Deno.test("the client asks for meta until it is answered", () =>
  withClient(async ({ fake, heard }) => {
    await until(() => fake.subscriptions.length === 4);
    assert(fake.questions.length > 5);
    assert(
      heard.some((event) =>
        event.kind === "frame_rejected" && event.rejection.isUnanswered === true
      ),
    );
  }, (fake) => fake.failures = 5));

Deno.test("a connection that ends leaves an empty book, and the next one subscribes anew", () =>
  withClient(async ({ fake, heard }) => {
    await until(() => fake.subscriptions.length === 4);
    fake.quote("BTC", "66410", "66411");
    await until(() => reports(heard).includes("book"));
    fake.drop();
    await until(() => fake.subscriptions.length === 8);
    const books = heard.flatMap((event) =>
      event.kind === "perpetual_reported" && event.report.kind === "book"
        ? [event.report.book.bids.length]
        : []
    );
    assertEquals(books, [1, 0]);
  }));
