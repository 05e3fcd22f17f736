/**
 * A venue of its own thread: sends ticks at a steady rate over a WebSocket on loopback.
 *
 * What is due leaves in one write, stamped right before it: the venue stands for a machine elsewhere, so it takes as
 * little of this one as it can, and a stamp must not be older than what it stamps.
 *
 * It says `listening` once. Told to `begin`, it sends to whoever is connected or connects next, until it is told to
 * `stop`, which it answers with how many ticks it sent.
 *
 * @module
 */
import { acceptSocket, answerClose, textFrames } from "./socket_server.ts";
import { preciseNowMs, tickFrame } from "./tick.ts";

const STEP_MS = 1;

let sent = 0;
let timer: ReturnType<typeof setInterval> | undefined;
let isBegun = false;
/** Begins to send on the newest connection. */
let playNext: (() => void) | null = null;

function playIfBegun(): void {
  if (!isBegun || playNext === null) return;
  playNext();
  playNext = null;
}

function play(connection: Deno.TcpConn, ticksPerSecond: number): void {
  const startedMs = performance.now();
  let isWriting = false;
  const writeDue = async () => {
    const due = Math.floor(
      (performance.now() - startedMs) * ticksPerSecond / 1_000,
    );
    if (isWriting || due === sent) return;
    isWriting = true;
    const nowMs = preciseNowMs();
    const frames: string[] = [];
    while (sent < due) frames.push(tickFrame(sent += 1, nowMs));
    await writeAll(connection, textFrames(frames));
    isWriting = false;
  };
  timer = setInterval(
    () => writeDue().catch(() => clearInterval(timer)),
    STEP_MS,
  );
}

async function writeAll(
  connection: Deno.TcpConn,
  bytes: Uint8Array,
): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += await connection.write(bytes.subarray(written));
  }
}

async function serve(listener: Deno.TcpListener): Promise<void> {
  for await (const connection of listener) {
    connection.setNoDelay();
    const url = await acceptSocket(connection);
    const rate = Number(url.searchParams.get("rate"));
    playNext = () => play(connection, rate);
    playIfBegun();
    answerClose(connection).catch(() => {});
  }
}

const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
self.postMessage({ kind: "listening", port: listener.addr.port });
self.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  isBegun = data === "begin";
  if (isBegun) {
    sent = 0;
    return playIfBegun();
  }
  clearInterval(timer);
  self.postMessage({ kind: "stopped", sent });
});
await serve(listener);
