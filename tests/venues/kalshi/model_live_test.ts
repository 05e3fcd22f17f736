import { assert, assertEquals } from "@std/assert";
import { ProtocolServer } from "../../models/protocol_server.ts";
import {
  ArenaProcess,
  type Environment,
  TemporaryFolder,
} from "../../process/arena_process.ts";
import {
  bothFilled,
  bothPaid,
  BUY,
  liveModelSettings,
  liveModelStory,
  MODEL,
} from "../live_model.ts";
import { makeKeyPair } from "./fake_auth.ts";
import { FakeKalshi } from "./fake_kalshi.ts";
import { TICKER } from "./kalshi_stage.ts";

/** The least that every order fills at once. */
const PART = 7;

/** One model competes, on a fake Kalshi with one open market. */
async function environment(
  folder: TemporaryFolder,
  { fake, server }: {
    readonly fake: FakeKalshi;
    readonly server: ProtocolServer;
  },
): Promise<Environment> {
  fake.exchange.list(TICKER);
  fake.exchange.quote(TICKER, "yes", [["0.4000", "500.00"]]);
  fake.exchange.quote(TICKER, "no", [["0.5900", "500.00"]]);
  fake.exchange.fillAtMost = PART;
  const key = await makeKeyPair();
  fake.auth.add(key);
  return {
    ...await liveModelSettings(folder, server),
    ARENA_VENUE: "kalshi",
    ARENA_KALSHI_URL: fake.endpoint.restUrl,
    ARENA_KALSHI_DATA_ACCOUNT: MODEL,
    ARENA_KEYS: JSON.stringify({
      [`kalshi.${MODEL}.key_id`]: key.keyId,
      [`kalshi.${MODEL}.private_key`]: key.pem,
    }),
  };
}

Deno.test("a model trades live beside itself on paper: its orders reach Kalshi, its inference does not touch the account, and both are paid", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  await using fake = new FakeKalshi(() => Date.now());
  const settings = await environment(folder, { fake, server });
  await using arena = await ArenaProcess.start(settings);
  await bothFilled(arena);
  fake.exchange.move(TICKER, "closed");
  fake.exchange.settle(TICKER, "yes", 1);
  fake.socket.lifecycle(TICKER, { event_type: "settled", result: "yes" });
  await bothPaid(arena);
  const { stderr } = await arena.stop();
  assert(!stderr.includes("PRIVATE KEY"), "no secret in the log");
  const story = await liveModelStory(folder);
  assertEquals(story.fillsLive, fake.exchange.fills.length);
  assertEquals(story.ordersLive, fake.exchange.orders.size);
  assertEquals(story.startingBalance, 1_000_000_000, "as Kalshi says");
  assertEquals(story.cashLive, fake.exchange.cash);
});

Deno.test("a model whose keys are not there does not trade live, and nothing starts", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  await using fake = new FakeKalshi(() => Date.now());
  const settings = await environment(folder, { fake, server });
  const other = (settings["ARENA_KEYS"] ?? "").replaceAll(MODEL, "momentum");
  await using arena = await ArenaProcess.spawn({
    ...settings,
    ARENA_KEYS: other,
    ARENA_KALSHI_DATA_ACCOUNT: "momentum",
  });
  const { code, stderr } = await arena.ended();
  assertEquals(code, 1);
  assert(
    stderr.includes(
      `Cannot trade live as there must be keys of kalshi.${MODEL}: current value is momentum`,
    ),
    stderr,
  );
});
