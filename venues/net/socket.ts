import type { Clock } from "../../runtime/clock.ts";

/** The part of a WebSocket that we use. */
export interface Socket extends EventTarget {
  send(text: string): void;
  close(): void;
}

/** Opens a socket, with headers on its upgrade request. */
export type OpenSocket = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => Socket;

/** Opens the runtime's own WebSocket. */
export const openWebSocket: OpenSocket = (url, headers) =>
  // The browser's types, which this project checks with, do not know that Deno takes headers here.
  Reflect.construct(WebSocket, [url, { headers }]);

/** What one connection is made of. */
export interface SocketConnection {
  readonly socket: Socket;
  readonly clock: Clock;
  /** Longest wait for the connection to open, in milliseconds. */
  readonly openTimeoutMs: number;
  readonly onOpen: () => void;
  readonly onMessage: (message: unknown) => void;
  /** Aborting ends the connection with the reason that it was aborted with. */
  readonly signal: AbortSignal;
}

/**
 * Delivers a socket's messages until it ends, whoever ends it. Returns why, in one plain sentence.
 *
 * Never waits for the other side to agree to a close: a frozen peer does not.
 */
export function holdConnection(connection: SocketConnection): Promise<string> {
  const { socket, clock, openTimeoutMs, signal } = connection;
  const { promise, resolve } = Promise.withResolvers<string>();
  const ended = new AbortController();
  const listening = { signal: ended.signal };
  const end = (reason: string) => {
    ended.abort();
    cancelTimer();
    socket.close();
    resolve(reason);
  };
  const cancelTimer = clock.setTimer(
    () => end(`the connection did not open within ${openTimeoutMs} ms`),
    openTimeoutMs,
  );
  socket.addEventListener("open", () => {
    cancelTimer();
    connection.onOpen();
  }, listening);
  socket.addEventListener("message", (event) => {
    if (event instanceof MessageEvent) connection.onMessage(event.data);
  }, listening);
  socket.addEventListener("error", () => {
    end("the connection failed");
  }, listening);
  socket.addEventListener("close", (event) => {
    end(closeReason(event));
  }, listening);
  signal.addEventListener("abort", () => end(String(signal.reason)), listening);
  if (signal.aborted) end(String(signal.reason));
  return promise;
}

const ORDINARY_CODES = new Set([1000, 1001, 1005, 1006]);

/** A venue's own close codes say what to mend, such as credentials that do not hold. */
function closeReason(event: Event): string {
  return event instanceof CloseEvent && !ORDINARY_CODES.has(event.code)
    ? `the venue closed the connection with code ${event.code}`
    : "the venue closed the connection";
}
