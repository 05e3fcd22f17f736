/**
 * A venue of its own thread: sends ticks at a steady rate over a WebSocket on loopback.
 *
 * It says `listening` once, and answers `stop` with how many ticks it sent.
 *
 * @module
 */
import { preciseNowMs, tickFrame } from "./tick.ts";

const STEP_MS = 1;

let sent = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function play(socket: WebSocket, ticksPerSecond: number): void {
  sent = 0;
  const startedMs = performance.now();
  timer = setInterval(() => {
    const due = Math.floor(
      (performance.now() - startedMs) * ticksPerSecond / 1_000,
    );
    while (sent < due) {
      sent += 1;
      socket.send(tickFrame(sent, preciseNowMs()));
    }
  }, STEP_MS);
}

const server = Deno.serve({
  port: 0,
  hostname: "127.0.0.1",
  onListen: ({ port }) => self.postMessage({ kind: "listening", port }),
}, (request) => {
  const rate = Number(new URL(request.url).searchParams.get("rate"));
  const { socket, response } = Deno.upgradeWebSocket(request);
  socket.addEventListener("open", () => play(socket, rate));
  return response;
});

self.addEventListener("message", async ({ data }: MessageEvent<string>) => {
  clearInterval(timer);
  self.postMessage({ kind: "stopped", sent });
  if (data === "close") await server.shutdown();
});
