/**
 * Everybody who watches, in a thread of their own: each viewer reads the stream from a connection of its own, as fast
 * as it comes, and makes nothing of it.
 *
 * It says `watching` once all are connected, and answers any message with the bytes that they have read.
 *
 * @module
 */
import { z } from "zod";

const orderSchema = z.object({ port: z.int(), viewers: z.int() });
const REQUEST = new TextEncoder().encode(
  "GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n",
);
const BUFFER_BYTES = 65_536;

let bytes = 0;
const connections: Deno.TcpConn[] = [];

async function watch(connection: Deno.TcpConn): Promise<void> {
  await connection.write(REQUEST);
  const buffer = new Uint8Array(BUFFER_BYTES);
  bytes += await connection.read(buffer) ?? 0;
  follow(connection, buffer).catch(() => {});
}

async function follow(
  connection: Deno.TcpConn,
  buffer: Uint8Array,
): Promise<void> {
  for (;;) {
    const read = await connection.read(buffer);
    if (read === null) return;
    bytes += read;
  }
}

self.addEventListener("message", async ({ data }: MessageEvent<unknown>) => {
  const { success, data: order } = orderSchema.safeParse(data);
  if (!success) {
    for (const connection of connections.splice(0)) connection.close();
    self.postMessage({ kind: "left", bytes });
    return;
  }
  bytes = 0;
  for (let index = 0; index < order.viewers; index += 1) {
    const connection = await Deno.connect({
      hostname: "127.0.0.1",
      port: order.port,
    });
    connections.push(connection);
    await watch(connection);
  }
  self.postMessage({ kind: "watching" });
});
