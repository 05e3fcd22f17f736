import { assertEquals, assertRejects } from "@std/assert";
import {
  type CancelReport,
  type Execution,
  type ReportListener,
  TransientVenueError,
  type VenueAccountReport,
  type VenueOrderReport,
} from "../../actors/ports/execution.ts";
import type { OrderId } from "../../domain/ids.ts";
import { orderId } from "../../domain/ids.ts";
import { quantity, usd } from "../../domain/money.ts";
import type { FilledTotals } from "../../domain/twin_drift.ts";
import { approved, NEVER, PaperVenue, yesLimit } from "./paper_testing.ts";
import { TwinExecution } from "./twin_execution.ts";

const ACCOUNT: VenueAccountReport = {
  openOrders: [],
  fills: [],
  positions: [],
  balances: [],
};

/** A live venue that says what the test wants it to. */
class ScriptedVenue implements Execution {
  readonly venue = "kalshi";
  readonly mode = "live";
  readonly arrivesWithinMs = 4_000;
  readonly asked: string[] = [];
  readonly listeners = new Set<ReportListener>();
  answer: VenueOrderReport | Error = { status: "accepted", fills: [] };

  submit(
    { id }: { readonly id: OrderId },
    _signal: AbortSignal,
    onSigned?: () => void,
  ): Promise<VenueOrderReport> {
    this.asked.push(`submit ${id}`);
    onSigned?.();
    const { answer } = this;
    return answer instanceof Error
      ? Promise.reject(answer)
      : Promise.resolve(answer);
  }

  query(id: OrderId): Promise<VenueOrderReport> {
    this.asked.push(`query ${id}`);
    return Promise.resolve({ status: "unknown" });
  }

  cancel(id: OrderId): Promise<CancelReport> {
    this.asked.push(`cancel ${id}`);
    return Promise.resolve({ status: "cancel_refused", reason: "Too late." });
  }

  account(sinceMs: number): Promise<VenueAccountReport> {
    this.asked.push(`account ${sinceMs}`);
    return Promise.resolve(ACCOUNT);
  }

  onReport(listener: ReportListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function twinned() {
  const venue = new PaperVenue();
  venue.show({ yes: [["0.40", "20"]], no: [["0.55", "5"]] });
  const live = new ScriptedVenue();
  const heard: (readonly [OrderId, FilledTotals])[] = [];
  const twin = new TwinExecution({
    live,
    paper: venue.exchange,
    onTwin: (id, filled) => heard.push([id, filled]),
  });
  return { venue, live, twin, heard };
}

const ID = orderId("o_1");
const NOTHING = {
  quantity: quantity("0"),
  notional: usd("0"),
  fees: usd("0"),
};
const IOC = approved({ id: ID, ...yesLimit("0.45") });
const GTC = approved({ id: ID, timeInForce: "gtc", ...yesLimit("0.45") });
/** 5 at 0.45, and 0.07 · 5 · 0.45 · 0.55 up to the cent. */
const FIVE = {
  quantity: quantity("5"),
  notional: usd("2.25"),
  fees: usd("0.09"),
};

Deno.test("submit() passes the live answer on and tells what the simulator filled of the same order", async () => {
  const { live, twin, heard } = twinned();
  live.answer = { status: "canceled", fills: [] };
  let signed = 0;
  assertEquals(await twin.submit(IOC, NEVER, () => signed++), live.answer);
  assertEquals([live.asked, signed], [["submit o_1"], 1]);
  assertEquals(heard, [[ID, FIVE]]);
});

Deno.test("submit() of the same order again is no second copy", async () => {
  const { live, twin, heard } = twinned();
  live.answer = new TransientVenueError("Too many requests");
  await assertRejects(() => twin.submit(IOC, NEVER), TransientVenueError);
  live.answer = { status: "accepted", fills: [] };
  assertEquals(await twin.submit(IOC, NEVER), live.answer);
  assertEquals(heard, [[ID, FIVE]]);
});

Deno.test("a copy that rests is told of when it is over", async () => {
  const { venue, twin, heard } = twinned();
  await twin.submit(GTC, NEVER);
  assertEquals(heard, []);
  venue.print({ yes: "0.44", contracts: "3", taker: "no" });
  assertEquals(heard, [[ID, {
    quantity: quantity("8"),
    notional: usd("3.6"),
    fees: usd("0.09"),
  }]]);
});

Deno.test("cancel() takes the copy back as well", async () => {
  const { live, twin, heard } = twinned();
  await twin.submit(GTC, NEVER);
  const report = await twin.cancel(ID, NEVER);
  assertEquals(report, { status: "cancel_refused", reason: "Too late." });
  assertEquals(live.asked, ["submit o_1", "cancel o_1"]);
  assertEquals(heard, [[ID, FIVE]]);
});

Deno.test("a copy ends with the refusal of its order, and may be refused itself", async () => {
  const { live, twin, heard } = twinned();
  live.answer = { status: "rejected", reason: "Insufficient balance." };
  await twin.submit({ ...GTC, ...yesLimit("0.41") }, NEVER);
  assertEquals(heard, [[ID, NOTHING]]);
  const other = orderId("o_2");
  live.answer = { status: "filled", fills: [] };
  await twin.submit({ ...IOC, id: other, ...yesLimit("0.455") }, NEVER);
  assertEquals(heard[1], [other, NOTHING]);
});

Deno.test("everything else is the live venue's own word", async () => {
  const { venue, live, twin } = twinned();
  assertEquals([twin.mode, twin.venue, twin.arrivesWithinMs], [
    "live",
    "kalshi",
    4_000,
  ]);
  assertEquals(await twin.query(ID, NEVER), { status: "unknown" });
  assertEquals(await twin.account(5, NEVER), ACCOUNT);
  assertEquals(live.asked, ["query o_1", "account 5"]);
  const reports: string[] = [];
  const stop = twin.onReport((id, { status }) =>
    reports.push(`${id} ${status}`)
  );
  await twin.submit(GTC, NEVER);
  venue.print({ yes: "0.44", contracts: "3", taker: "no" });
  for (const listener of live.listeners) {
    listener(ID, { status: "expired", fills: [] });
  }
  assertEquals(reports, ["o_1 expired"]);
  stop();
  assertEquals(live.listeners.size, 0);
});
