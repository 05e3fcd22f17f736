import { assert, assertGreater } from "@std/assert";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
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
import { FakeDflow } from "./fake_dflow.ts";
import { fakeWallet } from "./fake_wallet.ts";

Deno.test("a model trades live beside itself on paper: its swaps reach dflow, its inference does not touch the wallet, and both are paid", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  await using fake = new FakeDflow();
  const wallet = fakeWallet(9);
  fake.start();
  fake.verified.add(wallet.address);
  fake.chain.pay(wallet.address, USDC_MINT, 1_000_000_000n);
  await using arena = await ArenaProcess.start({
    ...await liveModelSettings(folder, server),
    ...fake.settings({ [MODEL]: wallet.secret }),
  });
  await bothFilled(arena);
  await bothPaid(arena);
  const { stderr } = await arena.stop();
  assert(!stderr.includes(wallet.secret), "no secret in the log");
  const story = await liveModelStory(folder);
  assertGreater(story.fillsLive, 0);
  assertGreater(story.ordersLive, 0);
});
