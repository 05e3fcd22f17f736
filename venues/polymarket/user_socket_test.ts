import { assertEquals } from "@std/assert";
import { SeededRandom, SimulatedClock } from "../../runtime/mod.ts";
import { CONDITION, YES } from "../../tests/venues/polymarket/samples.ts";
import type { Socket } from "../net/socket.ts";
import { UserSocket } from "./user_socket.ts";

const KEY = { apiKey: "k", secret: "s", passphrase: "p" };

function orderFrame(id: string): string {
  return `{"event_type":"order","id":"${id}","market":"${CONDITION}","asset_id":"${YES}","side":"BUY","original_size":"10","size_matched":"4","price":"0.5","status":"LIVE"}`;
}

/** The venue's end of one connection. */
class OpenedSocket extends EventTarget implements Socket {
  readonly sent: string[] = [];

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {}

  tell(data: string): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

Deno.test("UserSocket says who it is first, and hears every frame of a batch, whichever of them nobody understands", async () => {
  const sockets: OpenedSocket[] = [];
  const heard: string[] = [];
  const failures: unknown[] = [];
  const connected = Promise.withResolvers<void>();
  const stop = new AbortController();
  const running = new UserSocket({
    url: () => "ws://venue/ws/user",
    clock: new SimulatedClock({ startMs: 0 }),
    random: new SeededRandom(1),
    signer: {
      identity: "0x1",
      sign: () => Promise.resolve({ kind: "socket_auth", auth: KEY }),
    },
    openSocket() {
      const socket = new OpenedSocket();
      sockets.push(socket);
      return socket;
    },
    onOrder: ({ id }) => heard.push(id),
    onTrade: ({ id }) => heard.push(id),
    onConnected: () => connected.resolve(),
    onFailure: (error) => failures.push(error),
  }).run(stop.signal);
  await Promise.resolve();
  const [socket] = sockets;
  socket?.dispatchEvent(new Event("open"));
  await connected.promise;
  assertEquals(socket?.sent, [JSON.stringify({ type: "user", auth: KEY })]);
  const odd = `{"event_type":"order","id":"o2"}`;
  socket?.tell(`[${orderFrame("o1")},${odd},${orderFrame("o3")}]`);
  socket?.tell(orderFrame("o4"));
  assertEquals(heard, ["o1", "o3", "o4"]);
  assertEquals(failures.length, 1);
  stop.abort();
  await running;
});
