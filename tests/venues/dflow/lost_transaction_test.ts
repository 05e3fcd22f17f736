import { assert, assertEquals, assertRejects } from "@std/assert";
import { AmbiguousOutcomeError } from "../../../actors/ports/execution.ts";
import type { Order } from "../../../domain/order.ts";
import { Redeemer } from "../../../venues/dflow/redeemer.ts";
import { RedemptionLedger } from "../redemption_ledger.ts";
import {
  holdDecided,
  openDesk,
  orderIn,
  over,
  WALLET,
  WHO,
} from "./live_desk.ts";

const { signal } = new AbortController();
/** As many blocks as a transaction is good for. */
const VALID_BLOCKS = 150;

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Sends an order that the chain does not take, and whose answer is lost; nobody sends it again. */
async function loseOrder(
  { fake, clock, submit, die }: Desk,
  order: Order,
) {
  fake.price = 500_000n;
  fake.chain.lose({ isTaken: false, by: "cut" });
  await assertRejects(
    () => over(clock, submit(order)),
    AmbiguousOutcomeError,
  );
  die();
  const lost = fake.chain.lost.at(-1);
  assert(lost !== undefined);
  return lost;
}

Deno.test("an order at dflow is over only once no block that may hold it is to come, by blocks that nothing takes back", async () => {
  await using desk = await openDesk();
  const { fake, clock, open } = desk;
  const order = orderIn(fake);
  const { validUntil } = (await loseOrder(desk, order)).pending;
  assertEquals(validUntil, fake.chain.height + VALID_BLOCKS);
  const next = open();
  for (const height of [validUntil - 20, validUntil]) {
    fake.chain.height = height;
    await assertRejects(
      () => over(clock, next.query(order.id, signal)),
      AmbiguousOutcomeError,
      "not listed yet",
    );
  }
  fake.chain.height = validUntil + 1;
  const report = await over(clock, next.query(order.id, signal));
  assertEquals(report, { status: "unknown" });
  assertEquals(fake.chain.sends, 1);
});

Deno.test("an order at dflow that the last block takes while it is asked about is not given up", async () => {
  await using desk = await openDesk();
  const { fake, clock, open } = desk;
  const order = orderIn(fake);
  const lost = await loseOrder(desk, order);
  const { validUntil } = lost.pending;
  fake.chain.height = validUntil;
  fake.chain.onAsked = (method) => {
    if (method !== "getBlockHeight") return;
    fake.chain.take(lost);
    fake.chain.height = validUntil + 1;
  };
  const next = open();
  await assertRejects(
    () => over(clock, next.query(order.id, signal)),
    AmbiguousOutcomeError,
    "on the chain alone",
  );
  const { status } = await over(clock, next.query(order.id, signal));
  assertEquals(status, "filled");
});

Deno.test("an order at dflow whose transaction fails on the chain is canceled once that stands for good", async () => {
  await using desk = await openDesk();
  const { fake, clock, open } = desk;
  const order = orderIn(fake);
  const lost = await loseOrder(desk, order);
  fake.chain.fail(lost, "confirmed");
  const next = open();
  await assertRejects(
    () => over(clock, next.query(order.id, signal)),
    AmbiguousOutcomeError,
    "on the chain alone",
  );
  fake.chain.fail(lost, "finalized");
  const report = await over(clock, next.query(order.id, signal));
  assertEquals(report, { status: "canceled", fills: [] });
  assertEquals(fake.chain.sends, 1);
});

Deno.test("a redemption at dflow whose transaction fails on the chain is sent anew", async () => {
  await using desk = await openDesk();
  const { fake, parts, clock } = desk;
  const [won = ""] = holdDecided(fake, 1);
  fake.chain.lose({ isTaken: false, by: "failure" });
  const ledger = new RedemptionLedger(WHO, parts.clock);
  const { redemptions } = await ledger.open();
  const redeemer = new Redeemer({
    ...parts,
    redemptions,
    onNews: () => {},
    onPaid: () => {},
  });
  await over(clock, redeemer.redeemAll(signal));
  const lost = fake.chain.lost.at(-1);
  assert(lost !== undefined);
  fake.chain.fail(lost, "finalized");
  clock.advanceBy(60_000);
  for (let pass = 0; pass < 3; pass += 1) {
    await over(clock, redeemer.redeemAll(signal));
  }
  assertEquals(
    (await ledger.entries("redemption_failed")).map(({ reason }) => reason),
    ["It failed on the chain."],
  );
  assertEquals(fake.chain.balance(WALLET.address, won), 0n);
});

for (
  const [what, refusal, becomes] of [
    ["a failed simulation", [-32002, "custom program error"], "rejected"],
    ["a node that is behind", [-32005, "Node is behind"], "rejected"],
    [
      "a transaction that was taken before",
      [-32002, "This transaction has already been processed"],
      "accepted",
    ],
    ["an error of the node's own", [-32603, "Internal error"], null],
  ] as const
) {
  Deno.test(`an order at dflow that is answered with ${what} is ${becomes ?? "asked about"}`, async () => {
    await using desk = await openDesk();
    const { fake, clock, submit } = desk;
    fake.price = 500_000n;
    fake.chain.refusal = refusal;
    const sent = over(clock, submit(orderIn(fake)));
    if (becomes === null) {
      await assertRejects(() => sent, AmbiguousOutcomeError);
    } else assertEquals((await sent).status, becomes);
  });
}
