import type { ViewFrame, ViewStream } from "../../actors/ports/view_stream.ts";
import type { ArenaView } from "../../domain/view.ts";
import { FrameRing } from "./frame_ring.ts";

/** Runs a callback once after a delay in milliseconds; a runtime `Clock` is one. */
export interface Timer {
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** What the hub gives a client at most, in whole numbers above 0. */
export interface HubLimits {
  /** Clients at a time; one more is answered with 503. @default {2000} */
  readonly clients: number;
  /** Bytes that wait for one client before it is dropped. @default {1048576} */
  readonly queuedBytes: number;
  /** Frames kept for clients that come back. @default {300} */
  readonly ringFrames: number;
  /** Between two heartbeats. @default {15000} */
  readonly heartbeatMs: number;
  /**
   * Clients that are written to in one turn of the event loop: what else it has to do waits that long. A crowd that
   * this would take more than 64 turns gets larger ones.
   *
   * @default {8}
   */
  readonly clientsPerTurn: number;
}

const DEFAULT_LIMITS: HubLimits = {
  clients: 2_000,
  queuedBytes: 1_048_576,
  ringFrames: 300,
  heartbeatMs: 15_000,
  clientsPerTurn: 8,
};

/** What `SseHub` is made of. */
export interface HubOptions {
  readonly timer: Timer;
  /** Runs its callback after timers and I/O had their turn. @default {a timer of 0 ms} */
  readonly afterEventLoopTurn?: (callback: () => void) => void;
  /** Shown until the first frame arrives. */
  readonly initial: ArenaView;
  readonly limits?: Partial<HubLimits>;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Client = ReadableStreamDefaultController<Bytes>;

/** Bytes on their way to those who were connected when they came. */
interface Round {
  readonly bytes: Bytes;
  readonly clients: Iterator<Client, undefined>;
}

/** With more on their way the event loop cannot keep up, and waiting would only take memory. */
const ROUNDS_MAX = 4;

/** In which everybody is served: an event must have reached all of a crowd before the next ones pile up. */
const TURNS_MAX = 64;

const ENCODER = new TextEncoder();
const HELLO = ENCODER.encode("retry: 1000\n\n");
/** A comment keeps proxies awake; the event is for the page, which cannot see comments. */
const HEARTBEAT = ENCODER.encode(
  ": heartbeat\nevent: heartbeat\ndata: {}\n\n",
);
const GAP = ENCODER.encode('event: gap\ndata: {"reason":"slow_client"}\n\n');

/**
 * Server-sent events for everybody who watches: a snapshot, then deltas.
 *
 * - Every client is handed the very same bytes: nothing is encoded per client.
 * - A crowd is written to in turns, so that orders do not wait until the last viewer is served. Each client gets
 *   everything in its order.
 * - A client that names the event it saw last gets what it missed from a ring of the newest frames, or a
 *   snapshot where that is too long ago or of another epoch.
 * - A client that does not read is dropped behind a `gap` event: nothing is buffered without bound.
 */
export class SseHub implements ViewStream {
  readonly #timer: Timer;
  readonly #limits: HubLimits;
  readonly #ring: FrameRing;
  /** Whom we write to, and the event of the arena that each watches; `null` for those that watch all of it. */
  readonly #clients = new Map<Client, string | null>();
  readonly #afterEventLoopTurn: (callback: () => void) => void;
  /** What is on its way, the oldest first. */
  #rounds: Round[] = [];
  #isTurnDue = false;
  readonly #initial: ArenaView;
  #stopHeartbeat: (() => void) | null = null;
  #dropped = 0;

  constructor({ timer, initial, limits, ...options }: HubOptions) {
    this.#timer = timer;
    this.#afterEventLoopTurn = options.afterEventLoopTurn ??
      ((callback) => void timer.setTimer(callback, 0));
    this.#initial = initial;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#ring = new FrameRing(this.#limits.ringFrames);
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Returns how many streams are open for each event of the arena that somebody watches. */
  viewers(): ReadonlyMap<string, number> {
    const viewers = new Map<string, number>();
    for (const eventId of this.#clients.values()) {
      if (eventId === null) continue;
      viewers.set(eventId, (viewers.get(eventId) ?? 0) + 1);
    }
    return viewers;
  }

  /** Clients dropped because they did not read. */
  get droppedCount(): number {
    return this.#dropped;
  }

  /** The newest view. */
  view(): ArenaView {
    return this.#ring.newest?.view ?? this.#initial;
  }

  /** Where the newest view stands, to be given to `connect`; `null` before the first frame. */
  position(): string | null {
    const { newest } = this.#ring;
    return newest === undefined ? null : `${newest.epoch}-${newest.seq}`;
  }

  publish(frame: ViewFrame): void {
    this.#ring.push(frame);
    if (this.#clients.size === 0) return;
    this.#sendAll(frame.deltas ?? frame.snapshot());
  }

  /**
   * Answers one client.
   *
   * @param lastEventId The id of the event that it saw last, such as `m1x2-17`; `null` if it saw none.
   * @param eventId The event of the arena that it watches. @default {all of the arena}
   */
  connect(lastEventId: string | null, eventId: string | null = null): Response {
    if (this.#clients.size >= this.#limits.clients) {
      return Response.json({ error: { code: "too_many_clients" } }, {
        status: 503,
        headers: { "retry-after": "10" },
      });
    }
    let client: Client;
    const body = new ReadableStream<Bytes>({
      start: (controller) => {
        client = controller;
        controller.enqueue(HELLO);
        for (const bytes of this.#ring.since(lastEventId)) {
          controller.enqueue(bytes);
        }
        this.#add(controller, eventId);
      },
      cancel: () => this.#remove(client),
    }, {
      highWaterMark: this.#limits.queuedBytes,
      size: (chunk) => chunk.byteLength,
    });
    return new Response(body, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  }

  /** Ends every stream, so that the server can stop; clients come back by themselves. */
  close(): void {
    this.#rounds = [];
    for (const client of this.#clients.keys()) client.close();
    this.#clients.clear();
    this.#stopHeartbeat?.();
    this.#stopHeartbeat = null;
  }

  #add(client: Client, eventId: string | null): void {
    this.#clients.set(client, eventId);
    if (this.#stopHeartbeat === null) this.#beatLater();
  }

  #remove(client: Client): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    this.#stopHeartbeat?.();
    this.#stopHeartbeat = null;
  }

  #beatLater(): void {
    this.#stopHeartbeat = this.#timer.setTimer(() => {
      this.#beatLater();
      this.#sendAll(HEARTBEAT);
    }, this.#limits.heartbeatMs);
  }

  /** Whoever connects from now on has seen what these bytes say. */
  #sendAll(bytes: Bytes): void {
    const clients = [...this.#clients.keys()].values();
    this.#rounds.push({ bytes, clients });
    if (this.#rounds.length > ROUNDS_MAX) this.#sendSome(Infinity);
    else if (!this.#isTurnDue) this.#takeTurn();
  }

  #takeTurn(): void {
    const { clientsPerTurn } = this.#limits;
    this.#sendSome(
      Math.max(clientsPerTurn, Math.ceil(this.#clients.size / TURNS_MAX)),
    );
    this.#isTurnDue = this.#rounds.length > 0;
    if (this.#isTurnDue) this.#afterEventLoopTurn(() => this.#takeTurn());
  }

  /** Goes on where the last turn ended, with so many clients at most. */
  #sendSome(clientsMax: number): void {
    let left = clientsMax;
    for (const { bytes, clients } of this.#rounds) {
      while (left > 0) {
        const { value: client } = clients.next();
        if (client === undefined) break;
        left -= 1;
        // It may have left meanwhile.
        if (this.#clients.has(client)) this.#send(client, bytes);
      }
      if (left <= 0) return;
      this.#rounds = this.#rounds.slice(1);
    }
  }

  #send(client: Client, bytes: Bytes): void {
    if ((client.desiredSize ?? 0) > 0) return client.enqueue(bytes);
    client.enqueue(GAP);
    client.close();
    this.#dropped += 1;
    this.#remove(client);
  }
}
