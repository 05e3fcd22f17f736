import { assertEquals } from "@std/assert";
import { once } from "node:events";
import type { Socket } from "node:net";
import { SimulatedClock } from "../runtime/simulated_clock.ts";
import { ServerWatch } from "./server_watch.ts";
import { RecordingLog } from "./testing/databases.ts";

const SILENCE_MS_MAX = 3_000;
/** From the start of a watch until its first check is late. */
const LATE_MS = 4_000;
const STEPS = 8;
const BROKEN = "the database is silent: its connections are broken";

/** One turn of the event loop, in which sockets and promises act. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Both ends of one. */
interface Connection {
  readonly client: Socket;
  readonly server: Deno.TcpConn;
}

/** A watch over connections to a server that says what the test has it say. */
class Scene implements AsyncDisposable {
  readonly clock = new SimulatedClock();
  readonly log = new RecordingLog();
  readonly watch = new ServerWatch({
    clock: this.clock,
    log: this.log,
    silenceMsMax: SILENCE_MS_MAX,
  });
  /** Checks made so far, the last of which waits for its answer. */
  readonly checks: PromiseWithResolvers<void>[] = [];
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #opened: Disposable[] = [];

  constructor() {
    this.watch.start(() => {
      const check = Promise.withResolvers<void>();
      this.checks.push(check);
      return check.promise;
    });
  }

  /** Returns both ends of a connection on which nothing was said. */
  async open(): Promise<Connection> {
    const { port } = this.#listener.addr;
    const client = this.watch.connect({ host: "127.0.0.1", port });
    const server = await this.#listener.accept();
    this.#opened.push(server, { [Symbol.dispose]: () => client.destroy() });
    return { client, server };
  }

  /** Returns both ends of a connection on which the server has greeted. */
  async connect(): Promise<Connection> {
    const connection = await this.open();
    await this.say(connection);
    return connection;
  }

  /** Has the server say something, and the client hear it. */
  async say({ client, server }: Connection): Promise<void> {
    const heard = once(client, "data");
    await server.write(new TextEncoder().encode("hello"));
    await heard;
  }

  /** Lets time pass in steps that nothing is late in, and what waits for it act. */
  async pass(milliseconds: number): Promise<void> {
    for (let step = 0; step < STEPS; step++) {
      await turn();
      this.clock.advanceBy(milliseconds / STEPS);
    }
    await turn();
  }

  /** How often connections were broken. */
  get breaks(): number {
    return this.log.lines.filter(({ message }) => message === BROKEN).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.watch.close();
    for (const opened of this.#opened) opened[Symbol.dispose]();
    this.#listener.close();
  }
}

Deno.test("ServerWatch breaks what has heard nothing while a check was late, and nothing else", async () => {
  await using scene = new Scene();
  const silent = await scene.connect();
  const alive = await scene.connect();
  await scene.pass(LATE_MS / 2);
  await scene.say(alive);
  await scene.pass(LATE_MS / 2);
  assertEquals(
    [silent.client.destroyed, alive.client.destroyed, scene.breaks],
    [true, false, 1],
  );
  assertEquals(scene.checks.length, 1);
});

Deno.test("ServerWatch goes on breaking while the same check has no answer", async () => {
  await using scene = new Scene();
  const first = await scene.connect();
  await scene.pass(LATE_MS);
  assertEquals(first.client.destroyed, true);
  const second = await scene.connect();
  await scene.pass(2 * SILENCE_MS_MAX);
  assertEquals(second.client.destroyed, true);
  assertEquals(scene.checks.length, 1);
});

Deno.test("ServerWatch leaves a server alone that answers, however long a statement takes", async () => {
  await using scene = new Scene();
  const { client } = await scene.connect();
  for (let checks = 1; checks <= 10; checks++) {
    await scene.pass(1_000);
    assertEquals(scene.checks.length, checks);
    if (checks % 2 === 0) scene.checks.at(-1)?.resolve();
    else scene.checks.at(-1)?.reject(new Error("refused"));
  }
  assertEquals([client.destroyed, scene.breaks], [false, 0]);
});

Deno.test("ServerWatch breaks what was never greeted, once, when the silence is over", async () => {
  await using scene = new Scene();
  await scene.pass(LATE_MS);
  const greeted = await scene.connect();
  const met = await scene.open();
  scene.checks.at(-1)?.reject(new Error("broken"));
  await scene.pass(1_000);
  assertEquals([scene.checks.length, met.client.destroyed], [2, false]);
  scene.checks.at(-1)?.resolve();
  await scene.pass(0);
  assertEquals([greeted.client.destroyed, met.client.destroyed], [false, true]);
  const later = await scene.open();
  await scene.pass(1_000);
  scene.checks.at(-1)?.resolve();
  await scene.pass(0);
  assertEquals([scene.checks.length, later.client.destroyed], [3, false]);
});

Deno.test("ServerWatch.close() does not wait for a check", async () => {
  await using scene = new Scene();
  await scene.pass(1_000);
  assertEquals(scene.checks.length, 1);
  await scene.watch.close();
});
