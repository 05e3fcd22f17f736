import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { MICROS } from "../../domain/money.ts";
import { CENT, Checked, type Step, step } from "./checked_testing.ts";
import { fillsOf } from "./paper_testing.ts";

/** What must be true of every order, whatever happened to it. */
async function checkOrders({ venue, orders }: Checked): Promise<void> {
  const { openOrders } = await venue.exchange.account(0);
  for (const order of orders) {
    const report = await venue.exchange.query(order.id);
    const fills = fillsOf(report);
    const filled = fills.reduce((sum, { quantity }) => sum + quantity, 0n);
    assert(filled <= order.quantity);
    assertEquals(report.status === "filled", filled === order.quantity);
    assertEquals(openOrders.includes(order.id), report.status === "accepted");
    if (order.timeInForce === "fok") assert(filled % order.quantity === 0n);
    for (const { price: { price }, liquidity } of fills) {
      const limit = order.limit.price;
      assert(order.side === "buy" ? price <= limit : price >= limit);
      if (liquidity === "maker") assertEquals<bigint>(price, limit);
      if (order.postOnly) assertEquals(liquidity, "maker");
    }
  }
}

/** Somebody sends an order for one contract, with a limit of `cents` YES. */
function place(
  cents: bigint,
  more: Partial<Extract<Step, { kind: "place" }>> = {},
): Step {
  return {
    kind: "place",
    side: "buy",
    outcome: "yes",
    limit: cents * CENT,
    contracts: MICROS,
    timeInForce: "gtc",
    postOnly: false,
    reduceOnly: false,
    who: "ann",
    ...more,
  };
}

/** The one book at 0.47 and 0.46 that two sales share which waited for it, and the first of them wants more. */
const SHARED_BOOK: readonly Step[] = [
  place(47n, { side: "sell", contracts: 2n * MICROS }),
  place(46n, { outcome: "no" }),
  {
    kind: "show",
    yes: [[47n * CENT, MICROS], [46n * CENT, MICROS]],
    no: [],
  },
];

Deno.test("two sales share one book, each at its limit or better, where the later one ends first", async () => {
  const checked = new Checked();
  for (const step of SHARED_BOOK) await checked.play(step);
  await checkOrders(checked);
  assertEquals((await checked.venue.exchange.account(0)).fills.length, 2);
});

Deno.test("random orders, books, prints and losses never give more than was printed or shown, nor at a worse price", async () => {
  let makers = 0;
  let takers = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60 }),
      async (steps) => {
        const checked = new Checked();
        for (const step of steps) await checked.play(step);
        await checkOrders(checked);
        const { fills } = await checked.venue.exchange.account(0);
        for (const { liquidity } of fills) {
          if (liquidity === "maker") makers += 1;
          else takers += 1;
        }
      },
    ),
    { numRuns: 500 },
  );
  assert(makers > 500 && takers > 500, `${makers} and ${takers} fills`);
});

Deno.test("the same steps give the same fills", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 40 }),
      async (steps) => {
        const [first, second] = [new Checked(), new Checked()];
        for (const checked of [first, second]) {
          for (const step of steps) await checked.play(step);
        }
        assertEquals(
          await first.venue.exchange.account(0),
          await second.venue.exchange.account(0),
        );
      },
    ),
    { numRuns: 50 },
  );
});
