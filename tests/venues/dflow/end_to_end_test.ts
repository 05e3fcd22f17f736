import { assert, assertEquals } from "@std/assert";
import type { ArenaView } from "../../../domain/view.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import { FUNDS, ProcessStage } from "./process_stage.ts";

const DEADLINE_MS = 300_000;

function standing(view: ArenaView, id: string) {
  return view.contestants.find((contestant) => contestant.id === id);
}

Deno.test("from discovery to redemption at dflow, live: signed once, filled in parts, beside a twin, redeemed by itself", async () => {
  await using stage = await ProcessStage.open();
  const { fake, wallet } = stage;
  await using arena = await stage.start("random=live");
  const view = await arena.viewWhere(
    "a live order with a twin and a settlement",
    DEADLINE_MS,
    (view) =>
      (standing(view, "random-live")?.drift?.orders ?? 0) > 0 &&
      view.settlements.some(({ contestantId }) =>
        contestantId === "random-live"
      ),
  );
  assertEquals(view.mode, "live");
  assertEquals(standing(view, "random-live")?.startingBalance, "1000.00");
  assertEquals(standing(view, "random")?.drift, null, "goes on on paper");
  await arena.eventually(
    "the page shows the drift",
    DEADLINE_MS,
    async () => {
      const page = await (await fetch(arena.url)).text();
      return page.includes('data-testid="drift"') || null;
    },
  );
  const fills = view.fills.filter(({ contestantId }) =>
    contestantId === "random-live"
  );
  assert(fills.length >= 2, "orders are filled in two parts");
  // What won is given back without anybody's decision.
  await arena.eventually(
    "a redemption",
    DEADLINE_MS,
    () => /Redeemed \d+ of/.test(arena.stderr) || null,
  );
  await arena.viewWhere(
    "what the redemption paid is told",
    DEADLINE_MS,
    ({ notices }) =>
      notices.some(({ sentence }) => sentence.includes("random-live was paid")),
  );
  assert(!arena.stderr.includes(wallet.secret));
  assert(fake.chain.sends > 0);
});

Deno.test("the same at dflow on paper: no wallet is asked for and nothing is sent", async () => {
  await using stage = await ProcessStage.open();
  const { fake, wallet } = stage;
  await using arena = await stage.start("paper");
  const view = await arena.viewWhere(
    "a paper fill and a settlement",
    DEADLINE_MS,
    (view) =>
      (standing(view, "random")?.fills ?? 0) > 0 &&
      view.settlements.length > 0,
  );
  assertEquals(view.mode, "paper");
  assertEquals(standing(view, "random")?.drift, null);
  assertEquals(fake.chain.sends, 0);
  assertEquals(fake.chain.balance(wallet.address, USDC_MINT), FUNDS);
  assertEquals(
    fake.requests.filter((request) => /trade|rpc|proof/.test(request)),
    [],
  );
});
