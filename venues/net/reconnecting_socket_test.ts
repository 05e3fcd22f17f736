import { assert, assertEquals } from "@std/assert";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../runtime/mod.ts";
import {
  ReconnectingSocket,
  type ReconnectingSocketOptions,
} from "./reconnecting_socket.ts";

class FakeSocket extends EventTarget {
  readonly sent: string[] = [];
  isClosed = false;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.dispatchEvent(new Event("open"));
  }

  say(data: string): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

function stage(options: Partial<ReconnectingSocketOptions> = {}) {
  const clock = new SimulatedClock();
  const sockets: FakeSocket[] = [];
  const statuses: string[] = [];
  const stop = new AbortController();
  const socket = new ReconnectingSocket({
    clock,
    random: new SeededRandom(1),
    url: () => "wss://venue/ws",
    openSocket: () => {
      const opened = new FakeSocket();
      sockets.push(opened);
      return opened;
    },
    subject: "books",
    onOpen: (send) => send("subscribe"),
    onMessage: (message) => message !== "nonsense",
    onStatus: (status, reason) => statuses.push(`${status}: ${reason}`),
    silenceMs: 1_000,
    ...options,
  });
  const advance = async (ms: number) => {
    for (let step = 0; step < ms; step += 50) {
      clock.advanceBy(50);
      await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    }
  };
  const running = socket.run(stop.signal);
  const end = async () => {
    stop.abort();
    await running;
  };
  return { socket, sockets, statuses, advance, end };
}

Deno.test("run() subscribes on every connection and says why each one ended", async () => {
  const { sockets, statuses, advance, end } = stage();
  await advance(50);
  sockets[0]?.open();
  sockets[0]?.say("news");
  sockets[0]?.dispatchEvent(new CloseEvent("close", { code: 4001 }));
  await advance(300);
  sockets[1]?.open();
  assertEquals(sockets.map(({ sent }) => sent), [["subscribe"], ["subscribe"]]);
  assertEquals(statuses, [
    "connecting: opening wss://venue/ws",
    "connected: subscribed to books",
    "disconnected: the venue closed the connection with code 4001",
    "connecting: opening wss://venue/ws",
    "connected: subscribed to books",
  ]);
  await end();
});

Deno.test("run() gives up a frozen connection, and one that talks nonsense alone", async () => {
  for (const word of [null, "nonsense"]) {
    const { sockets, statuses, advance, end } = stage();
    await advance(50);
    sockets[0]?.open();
    for (let step = 0; step < 30; step += 1) {
      if (word !== null) sockets[0]?.say(word);
      await advance(50);
    }
    assert(sockets[0]?.isClosed);
    assert(
      statuses.includes(
        "disconnected: nothing arrived for 1000 ms although the connection is open",
      ),
    );
    await end();
  }
});

Deno.test("run() keeps a connection for as long as each word comes in time after the one before it", async () => {
  const { sockets, advance, end } = stage();
  await advance(50);
  sockets[0]?.open();
  for (let word = 0; word < 10; word += 1) {
    await advance(900);
    sockets[0]?.say("news");
  }
  assertEquals([sockets.length, sockets[0]?.isClosed], [1, false]);
  await advance(1_300);
  assertEquals(sockets[0]?.isClosed, true);
  await end();
});

Deno.test("run() waits ever longer after connections that said nothing that makes sense, and not after one that did", async () => {
  const { socket, sockets, advance, end } = stage();
  /** Ends the newest connection after it said `word`. Returns after how many milliseconds the next one was opened. */
  const next = async (word: string | null): Promise<number> => {
    const count = sockets.length;
    const newest = sockets.at(-1);
    newest?.open();
    if (word !== null) newest?.say(word);
    newest?.dispatchEvent(new CloseEvent("close"));
    let waitedMs = 0;
    while (sockets.length === count) {
      await advance(50);
      waitedMs += 50;
      assertEquals([socket.isOpen, socket.send("late")], [false, false]);
    }
    return waitedMs;
  };
  await advance(50);
  for (let turn = 0; turn < 2; turn += 1) {
    const waitsMs: number[] = [];
    for (const word of [null, "nonsense", null, "nonsense", null, null]) {
      waitsMs.push(await next(word));
    }
    // Half of 8 s at least, and a quarter of a second at most.
    assert((waitsMs.at(-1) ?? 0) >= 4_000, `${waitsMs}`);
    assert(await next("news") <= 300);
  }
  await end();
});

Deno.test("run() keeps a silent connection on which nothing is due", async () => {
  const { sockets, advance, end } = stage({ expectsMessages: () => false });
  await advance(50);
  sockets[0]?.open();
  await advance(5_000);
  assertEquals(sockets.length, 1);
  await end();
});

Deno.test("run() sends its heartbeat on the open connection alone", async () => {
  const { socket, sockets, advance, end } = stage({
    heartbeat: { everyMs: 200, text: "PING" },
    silenceMs: 60_000,
  });
  assertEquals(socket.send("early"), false);
  await advance(500);
  assertEquals(sockets[0]?.sent, []);
  sockets[0]?.open();
  await advance(450);
  assertEquals(sockets[0]?.sent, ["subscribe", "PING", "PING"]);
  assertEquals(socket.send("more"), true);
  sockets[0]?.dispatchEvent(new Event("close"));
  await advance(1_000);
  assertEquals(sockets[0]?.sent.length, 4);
  assertEquals(sockets.length, 2);
  await end();
});

Deno.test("run() asks for fresh headers per connection and outlives a signer that fails", async () => {
  let asked = 0;
  const { sockets, statuses, advance, end } = stage({
    headers: () => {
      asked += 1;
      return asked === 1
        ? Promise.reject(new Error("the signer is not ready"))
        : Promise.resolve({ signature: String(asked) });
    },
  });
  await advance(400);
  assertEquals(sockets.length, 1);
  assert(statuses.includes("disconnected: the signer is not ready"));
  await end();
});

Deno.test("restart() opens another connection, which a gap in a sequence asks for", async () => {
  const { socket, sockets, statuses, advance, end } = stage();
  await advance(50);
  sockets[0]?.open();
  assert(socket.isOpen);
  socket.restart("a frame is missing");
  await advance(400);
  assertEquals(sockets.length, 2);
  assert(statuses.includes("disconnected: a frame is missing"));
  await end();
});
