import { assert, assertEquals } from "@std/assert";
import { ProtocolServer } from "../../models/protocol_server.ts";
import { ArenaProcess, TemporaryFolder } from "../../process/arena_process.ts";
import {
  bothFilled,
  bothPaid,
  BUY,
  liveModelSettings,
  liveModelStory,
  MODEL,
} from "../live_model.ts";
import { PRIVATE_KEY } from "./polymarket_stage.ts";
import { ProcessStage } from "./process_stage.ts";

Deno.test("a model trades live beside itself on paper: its orders reach Polymarket, its inference does not touch the wallet, and both are paid", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  await using stage = new ProcessStage();
  const { exchange } = stage.fake;
  const { address } = stage.fund(PRIVATE_KEY);
  await using arena = await ArenaProcess.start({
    ...await liveModelSettings(folder, server),
    ...stage.settings({ [MODEL]: PRIVATE_KEY }),
  });
  await bothFilled(arena);
  stage.resolve();
  await bothPaid(arena);
  const { stderr } = await arena.stop();
  assert(!stderr.includes(PRIVATE_KEY), "no secret in the log");
  const story = await liveModelStory(folder);
  assertEquals(story.fillsLive, exchange.trades.length);
  assertEquals(story.ordersLive, exchange.orders.size);
  assertEquals(story.startingBalance, 1_000_000_000, "as Polymarket says");
  assertEquals(story.cashLive, exchange.wallets.get(address)?.collateral);
});
