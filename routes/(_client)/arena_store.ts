import { type ReadonlySignal, signal } from "@preact/signals";
import type { ArenaView, ConnectionState } from "../../domain/view.ts";
import { ArenaStream } from "./arena_stream.ts";

const CLOCK_STEP_MS = 250;

/** What islands read; every part of the view keeps its identity until it changes. */
export interface ArenaStore {
  readonly view: ReadonlySignal<ArenaView>;
  readonly connection: ReadonlySignal<ConnectionState>;
  /** The server's time in whole seconds, as Unix milliseconds. */
  readonly nowMs: ReadonlySignal<number>;
  /** Starts to listen; further calls do nothing. */
  connect(): void;
}

let ofThisPage: ArenaStore | undefined;

/**
 * Returns the page's one store, with the one connection that all its islands share. The server renders
 * each page from a store of its own, which never connects.
 *
 * @param position Where `initial` stands in the stream; `null` if the stream had not begun.
 * @param eventId The event of the arena that the page is about. @default {all of it}
 */
export function arenaStore(
  initial: ArenaView,
  position: string | null,
  eventId: string | null = null,
): ArenaStore {
  if (typeof document === "undefined") {
    return createStore(initial, position, eventId);
  }
  return ofThisPage ??= createStore(initial, position, eventId);
}

function createStore(
  initial: ArenaView,
  position: string | null,
  eventId: string | null,
): ArenaStore {
  const view = signal(initial);
  const connection = signal<ConnectionState>("static");
  const nowMs = signal(initial.nowMs);
  let stream: ArenaStream | undefined;
  return {
    view,
    connection,
    nowMs,
    connect() {
      if (stream !== undefined) return;
      let heardAtMs = performance.now();
      view.subscribe(() => heardAtMs = performance.now());
      setInterval(() => {
        const passedMs = performance.now() - heardAtMs;
        const serverMs = view.peek().nowMs + passedMs;
        nowMs.value = Math.floor(serverMs / 1000) * 1000;
      }, CLOCK_STEP_MS);
      stream = new ArenaStream({ view, connection, position, eventId });
      stream.open();
    },
  };
}
