import { CONTROLS } from "../../strategies/roster.ts";
import { assertEquals, assertGreater } from "@std/assert";
import type {
  CancelReport,
  Execution,
  ReportListener,
  VenueAccountReport,
  VenueOrderReport,
} from "../../actors/ports/execution.ts";
import { AmbiguousOutcomeError } from "../../actors/ports/execution.ts";
import type { Approved } from "../../domain/approval.ts";
import type { OrderId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import { MARKET_MIRROR } from "../../strategies/market_mirror.ts";
import type { PaperExchange } from "../../venues/paper/paper_exchange.ts";
import { MARKET_ID, Scene } from "./scene.ts";

const MIRROR_ONLY = [MARKET_MIRROR];

/** Passes everything on to the paper exchange and remembers what was asked of it. */
class RecordingExecution implements Execution {
  readonly venue = "kalshi";
  readonly mode = "paper";
  readonly arrivesWithinMs = 0;
  readonly submitted: OrderId[] = [];
  readonly queried: OrderId[] = [];
  readonly #paper: PaperExchange;
  /** Answers of `submit` that get lost although the venue has the order. */
  lostAnswers = 0;
  /** Questions that the venue does not answer. */
  lostQueries = 0;

  constructor(paper: PaperExchange) {
    this.#paper = paper;
  }

  async submit(
    order: Approved<Order>,
    signal: AbortSignal,
  ): Promise<VenueOrderReport> {
    this.submitted.push(order.id);
    const report = await this.#paper.submit(order, signal);
    if (this.lostAnswers === 0) return report;
    this.lostAnswers -= 1;
    throw new AmbiguousOutcomeError(
      "Cannot tell what became of the order as the answer was lost: current value is a time-out",
    );
  }

  async query(orderId: OrderId): Promise<VenueOrderReport> {
    this.queried.push(orderId);
    if (this.lostQueries === 0) return await this.#paper.query(orderId);
    this.lostQueries -= 1;
    throw new AmbiguousOutcomeError(
      "Cannot ask for the order as the venue must answer: current value is a time-out",
    );
  }

  cancel(orderId: OrderId, signal: AbortSignal): Promise<CancelReport> {
    return this.#paper.cancel(orderId, signal);
  }

  account(sinceMs: number): Promise<VenueAccountReport> {
    return this.#paper.account(sinceMs);
  }

  onReport(listener: ReportListener): () => void {
    return this.#paper.onReport(listener);
  }
}

/** Opens a scene whose execution is at hand. */
async function openRecorded(options: Parameters<typeof Scene.open>[0] = {}) {
  let execution: RecordingExecution | null = null;
  const scene = await Scene.open({
    contestants: MIRROR_ONLY,
    ...options,
    execution: (paper) => execution = new RecordingExecution(paper),
  });
  if (execution === null) {
    throw new Error(
      "Cannot test as the scene must have asked for its execution: current value is null",
    );
  }
  return { scene, execution: execution as RecordingExecution };
}

Deno.test("arena takes a market from its listing to settled positions, with the ledger at zero", async () => {
  const scene = await Scene.open();
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  await scene.phase("closed");
  await scene.phase("final", { kind: "yes" });

  const books = await scene.books();
  assertEquals([...books.contestants.keys()].sort(), [
    "base-rate",
    "fade-the-leader",
    "hold",
    "market-mirror",
    "momentum",
    "random",
  ]);
  const decisions = await scene.entries("decision_made");
  assertEquals(
    new Set(decisions.map(({ decision }) => decision.contestantId)).size,
    CONTROLS.length,
  );
  assertEquals(
    decisions.every(({ decision }) =>
      decision.probabilityYes >= 0 && decision.probabilityYes <= 1
    ),
    true,
  );
  const mirror = [...books.contestants.values()].find(({ id }) =>
    id === "market-mirror"
  );
  assertEquals([mirror?.fills, mirror?.wins], [1, 1]);
  assertEquals(books.ledger.total(), 0n);
  assertEquals(
    [...books.positions.all()].filter(({ quantity }) => quantity > 0n),
    [],
  );
  assertEquals(books.repeats, 0);
  assertEquals(scene.failures, []);
  await scene.stage.close();
});

Deno.test("executor sends an order only once its row is in the journal", async () => {
  const { scene, execution } = await openRecorded();
  const submit = execution.submit.bind(execution);
  const journaled: boolean[] = [];
  execution.submit = async (order, signal) => {
    const submitted = await scene.entries("order_submitted");
    journaled.push(submitted.some((entry) => entry.order.id === order.id));
    return await submit(order, signal);
  };
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");
  assertEquals(journaled, [true]);
  const kinds = (await scene.rows()).map(({ entry }) => entry.kind);
  assertGreater(
    kinds.indexOf("order_submitted"),
    kinds.indexOf("decision_made"),
  );
  await scene.stage.close();
});

Deno.test("executor asks about an order whose answer was lost and never sends it again", async () => {
  const { scene, execution } = await openRecorded();
  execution.lostAnswers = 1;
  execution.lostQueries = 3;
  await scene.list();
  await scene.play(60_000, "0.60", "0.38");

  assertEquals(execution.submitted.length, 1);
  assertEquals(execution.queried.length, 4);
  assertEquals((await scene.entries("order_filled")).length, 1);
  assertEquals((await scene.entries("order_rejected")).length, 0);
  assertEquals(scene.failures, []);
  await scene.stage.close();
});

Deno.test("executor that crashes while an order is out reconciles it: no order twice, no fill lost", async () => {
  const { scene, execution } = await openRecorded();
  const submit = execution.submit.bind(execution);
  execution.submit = async (order, signal) => {
    scene.stage.system.injectFailure(
      "arena/execution/executor",
      new Error("Crashed by the test"),
    );
    return await submit(order, signal);
  };
  await scene.list();
  await scene.play(90_000, "0.60", "0.38");

  assertEquals(scene.failures, [
    "arena/execution/executor: Crashed by the test",
  ]);
  assertEquals(execution.submitted.length, 1);
  assertGreater(execution.queried.length, 0);
  assertEquals((await scene.entries("order_submitted")).length, 1);
  assertEquals((await scene.entries("order_filled")).length, 1);
  assertEquals((await scene.books()).orders.working.size, 0);
  await scene.stage.close();
});

Deno.test("arena that died with an order out asks the venue after the restart, before it trades on", async () => {
  const first = await openRecorded();
  // The process dies between the order's row and its answer: nothing after the row is written.
  first.execution.submit = () => new Promise(() => {});
  await first.scene.list();
  await first.scene.play(20_000, "0.60", "0.38");
  const { journal } = first.scene;
  assertEquals((await first.scene.books()).orders.working.size, 1);

  const startMs = first.scene.stage.clock.nowMs() + 60_000;
  const second = await openRecorded({ journal, startMs });
  assertEquals(second.execution.queried.length, 1);
  await second.scene.play(60_000, "0.60", "0.38");
  const [rejected] = await second.scene.entries("order_rejected");
  assertEquals(rejected?.reason, "The venue never received this order.");
  assertEquals((await second.scene.books()).orders.working.size, 0);
  assertEquals(second.scene.failures, []);
  await second.scene.stage.close();
});

Deno.test("settler asks the venue for markets that ended while the arena was down", async () => {
  const first = await Scene.open({ contestants: MIRROR_ONLY });
  await first.list(60_000);
  await first.play(50_000, "0.60", "0.38");
  await first.stage.close();

  const startMs = first.stage.clock.nowMs() + 3_600_000;
  const second = await Scene.open({
    contestants: MIRROR_ONLY,
    journal: first.journal,
    startMs,
  });
  // The venue knows the result but sends no event of its own: the scene's market data stays silent.
  second.stage.resolve(MARKET_ID, {
    phase: "final",
    resolution: { kind: "no" },
  });
  await second.stage.advanceTo(startMs + 30_000);
  const [settled] = await second.entries("position_settled");
  assertEquals(settled?.payout, 0n);
  assertEquals((await second.books()).ledger.total(), 0n);
  await second.stage.close();
});

Deno.test("risk denies orders in a market past its close, and the denial is journaled", async () => {
  const scene = await Scene.open({ contestants: MIRROR_ONLY });
  await scene.list(10_000);
  await scene.stage.advanceTo(scene.stage.clock.nowMs() + 12_000);
  await scene.play(30_000, "0.60", "0.38");
  const denied = await scene.entries("order_denied");
  assertGreater(denied.length, 0);
  assertEquals(denied.every(({ code }) => code === "MARKET_CLOSED"), true);
  assertEquals(await scene.entries("order_submitted"), []);
  await scene.stage.close();
});

Deno.test("feed that crashes lists nothing twice and goes on", async () => {
  const scene = await Scene.open({ contestants: MIRROR_ONLY });
  const closesAtMs = scene.stage.clock.nowMs() + 900_000;
  const list = () => scene.list(closesAtMs - scene.stage.clock.nowMs());
  await list();
  await scene.quote("0.60", "0.38");
  scene.stage.system.injectFailure(
    "arena/market/feed",
    new Error("Crashed by the test"),
  );
  await scene.stage.advanceTo(scene.stage.clock.nowMs() + 10_000);
  await list();
  await scene.play(60_000, "0.60", "0.38");
  assertEquals((await scene.entries("market_listed")).length, 1);
  assertEquals((await scene.entries("order_filled")).length, 1);
  await scene.stage.close();
});

Deno.test("each actor that crashes is restarted, and the books come out the same", async () => {
  const paths = [
    "arena/execution/settler",
    "arena/execution/risk",
    "arena/traders/market-mirror",
    "arena/market/detector",
    "arena/market/scheduler",
  ];
  for (const path of paths) {
    const scene = await Scene.open({ contestants: MIRROR_ONLY });
    await scene.list();
    await scene.play(30_000, "0.60", "0.38");
    assertEquals(
      scene.stage.system.injectFailure(path, new Error("Crashed by the test")),
      true,
    );
    await scene.play(30_000, "0.60", "0.38");
    await scene.phase("closed");
    await scene.phase("final", { kind: "yes" });
    const books = await scene.books();
    assertEquals(
      [books.fills, books.settlements, books.repeats],
      [1, 1, 0],
      path,
    );
    assertEquals(books.ledger.total(), 0n);
    const restarted = scene.stage.system.inspect().find((actor) =>
      actor.path === path
    );
    assertEquals(
      [restarted?.status, restarted?.restarts],
      ["running", 1],
      path,
    );
    await scene.stage.close();
  }
});
