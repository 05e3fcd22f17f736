import { assertEquals } from "@std/assert";
import {
  AmbiguousOutcomeError,
  type Execution,
  type VenueOrderReport,
} from "../actors/ports/execution.ts";
import { contestantId, orderId } from "../domain/ids.ts";
import { usd } from "../domain/money.ts";
import { SAMPLE_ORDER } from "../domain/testing/samples.ts";
import { SimulatedClock } from "../runtime/mod.ts";
import { approvedOrder } from "../tests/actors/approved_order.ts";
import { RoutedExecution } from "./routed_execution.ts";

const LIVE = contestantId("momentum-live");
const PAPER = contestantId("hold");
const { signal } = new AbortController();

/** An exchange that notes what it is asked. */
function exchange(mode: "paper" | "live", asked: string[]): Execution {
  const report: VenueOrderReport = { status: "accepted", fills: [] };
  const answer = (what: string) => {
    asked.push(`${mode} ${what}`);
    return Promise.resolve(report);
  };
  return {
    venue: "dflow",
    mode,
    arrivesWithinMs: mode === "live" ? 60_000 : 0,
    submit: ({ id }) => answer(`submit ${id}`),
    query: (id) => answer(`query ${id}`),
    cancel: (id) => answer(`cancel ${id}`),
    account: () =>
      Promise.resolve({
        openOrders: [orderId(`${mode}-order`)],
        fills: [],
        positions: [],
        balances: mode === "paper"
          ? []
          : [{ contestantId: LIVE, cash: usd("12") }],
      }),
    onReport(listener) {
      listener(orderId(`${mode}-order`), report);
      return () => asked.push(`${mode} unheard`);
    },
  };
}

function stage(live?: Partial<Execution>) {
  const asked: string[] = [];
  const clock = new SimulatedClock({ startMs: 0 });
  const execution = new RoutedExecution({
    clock,
    paper: exchange("paper", asked),
    live: new Map([[LIVE, { ...exchange("live", asked), ...live }]]),
    ownerOf: (id) => id.startsWith("live") ? LIVE : null,
  });
  return { execution, asked, clock };
}

Deno.test("orders and questions about them go where their contestant trades", async () => {
  const { execution, asked } = stage();
  for (const contestant of [PAPER, LIVE]) {
    const name = contestant === LIVE ? "live-1" : "paper-1";
    const order = approvedOrder({
      ...SAMPLE_ORDER,
      status: "initialized",
      id: orderId(name),
      contestantId: contestant,
    });
    await execution.submit(order, signal);
    await execution.query(order.id, signal);
    await execution.cancel(order.id, signal);
  }
  assertEquals(asked, [
    ...["submit", "query", "cancel"].map((what) => `paper ${what} paper-1`),
    ...["submit", "query", "cancel"].map((what) => `live ${what} live-1`),
  ]);
});

Deno.test("account() has what every account has, and names who did not answer", async () => {
  const { execution } = stage();
  const report = await execution.account(0, signal);
  assertEquals(report.openOrders, [
    orderId("paper-order"),
    orderId("live-order"),
  ]);
  assertEquals(report.balances, [{ contestantId: LIVE, cash: usd("12") }]);
  assertEquals(report.owners, new Map([[orderId("live-order"), LIVE]]));
  assertEquals(execution.ownAccounts, new Set([LIVE]));
  assertEquals(report.unanswered, []);
  const broken = stage({
    account: () => Promise.reject(new AmbiguousOutcomeError("gone")),
  });
  const rest = await broken.execution.account(0, signal);
  assertEquals(rest.openOrders, [orderId("paper-order")]);
  assertEquals(rest.unanswered, [LIVE]);
});

Deno.test("account() waits for no account without end, and tells it that nobody waits any more", async () => {
  let asked: AbortSignal | null = null;
  const { execution, clock } = stage({
    account: (_sinceMs, asking) => {
      asked = asking;
      return new Promise(() => {});
    },
  });
  const report = execution.account(0, signal);
  clock.advanceBy(20_000);
  assertEquals((await report).unanswered, [LIVE]);
  assertEquals((asked as AbortSignal | null)?.aborted, true);
});

Deno.test("onReport() hears all of them until it is taken back", () => {
  const { execution, asked } = stage();
  const heard: string[] = [];
  const cancel = execution.onReport((id) => heard.push(id));
  cancel();
  assertEquals(heard, ["paper-order", "live-order"]);
  assertEquals(asked, ["paper unheard", "live unheard"]);
  assertEquals(execution.arrivesWithinMs, 60_000);
});
