import type { Signal } from "@preact/signals";
import type { ArenaView, ConnectionState } from "../../domain/view.ts";
import type { ViewDelta } from "../../domain/view_delta.ts";
import { reduce } from "../../domain/view_reducer.ts";

/** The server speaks twice a second; after this much silence the page says so. */
const SILENCE_MS = 4_000;
/** After this much silence the connection is taken for dead, whatever the browser thinks. */
const DEAD_MS = 20_000;
const WATCH_MS = 1_000;
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 8_000;

/** What a stream writes to, and where it starts. */
export interface StreamOptions {
  readonly view: Signal<ArenaView>;
  readonly connection: Signal<ConnectionState>;
  readonly position: string | null;
  /** The event of the arena that is watched; `null` for all of it. */
  readonly eventId: string | null;
}

/**
 * Keeps a view up to date over one `EventSource`, forever.
 *
 * The browser reconnects by itself after a lost connection; this one also does after an answer that the
 * browser gives up on, after silence, and when the network comes back. Whatever the server sends then,
 * the deltas that were missed or a fresh snapshot, leads to the same view.
 */
export class ArenaStream {
  readonly #view: Signal<ArenaView>;
  readonly #connection: Signal<ConnectionState>;
  readonly #eventId: string | null;
  #position: string | null;
  #source: EventSource | null = null;
  #heardAtMs = 0;
  #retryMs = RETRY_MS_MIN;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor({ view, connection, position, eventId }: StreamOptions) {
    this.#eventId = eventId;
    this.#view = view;
    this.#connection = connection;
    this.#position = position;
  }

  open(): void {
    this.#connection.value = "connecting";
    this.#connect();
    setInterval(() => this.#watch(), WATCH_MS);
    addEventListener("online", () => this.#connect());
    addEventListener("pageshow", (event) => {
      if ("persisted" in event && event.persisted) this.#connect();
    });
  }

  #connect(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#source?.close();
    this.#heardAtMs = Date.now();
    const query = new URLSearchParams();
    if (this.#position !== null) query.set("after", this.#position);
    if (this.#eventId !== null) query.set("event", this.#eventId);
    const source = new EventSource(
      query.size === 0 ? "/stream" : `/stream?${query}`,
    );
    this.#source = source;
    source.addEventListener("snapshot", (event) => {
      this.#view.value = JSON.parse(event.data);
      this.#onHeard(event);
    });
    source.addEventListener("deltas", (event) => {
      if (this.#fold(JSON.parse(event.data))) this.#onHeard(event);
    });
    source.addEventListener("heartbeat", () => this.#onHeard(null));
    source.addEventListener("open", () => this.#onHeard(null));
    source.addEventListener("error", () => this.#onError(source));
  }

  /** A view that cannot take the deltas starts over with a snapshot. */
  #fold(deltas: readonly ViewDelta[]): boolean {
    try {
      this.#view.value = deltas.reduce(reduce, this.#view.peek());
      return true;
    } catch {
      this.#position = null;
      this.#connect();
      return false;
    }
  }

  #onHeard(event: MessageEvent | null): void {
    if (event !== null) this.#position = event.lastEventId;
    this.#heardAtMs = Date.now();
    this.#retryMs = RETRY_MS_MIN;
    this.#connection.value = "live";
  }

  #onError(source: EventSource): void {
    if (source !== this.#source) return;
    this.#connection.value = "reconnecting";
    if (source.readyState === EventSource.CLOSED) this.#connectLater();
  }

  #connectLater(): void {
    if (this.#retryTimer !== undefined) return;
    const jittered = this.#retryMs * (0.5 + Math.random() / 2);
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MS_MAX);
    this.#retryTimer = setTimeout(() => this.#connect(), jittered);
  }

  #watch(): void {
    const silentMs = Date.now() - this.#heardAtMs;
    // Before its first frame, while the arena starts, the server only sends heartbeats.
    const limitMs = this.#position === null ? DEAD_MS : SILENCE_MS;
    if (silentMs < limitMs) return;
    this.#connection.value = "reconnecting";
    if (silentMs >= DEAD_MS) this.#connect();
  }
}
