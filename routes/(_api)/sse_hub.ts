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
}

const DEFAULT_LIMITS: HubLimits = {
  clients: 2_000,
  queuedBytes: 1_048_576,
  ringFrames: 300,
  heartbeatMs: 15_000,
};

/** What `SseHub` is made of. */
export interface HubOptions {
  readonly timer: Timer;
  /** Shown until the first frame arrives. */
  readonly initial: ArenaView;
  readonly limits?: Partial<HubLimits>;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Client = ReadableStreamDefaultController<Bytes>;

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
 * - A client that names the event it saw last gets what it missed from a ring of the newest frames, or a
 *   snapshot where that is too long ago or of another epoch.
 * - A client that does not read is dropped behind a `gap` event: nothing is buffered without bound.
 */
export class SseHub implements ViewStream {
  readonly #timer: Timer;
  readonly #limits: HubLimits;
  readonly #ring: FrameRing;
  readonly #clients = new Set<Client>();
  readonly #initial: ArenaView;
  #stopHeartbeat: (() => void) | null = null;
  #dropped = 0;

  constructor({ timer, initial, limits }: HubOptions) {
    this.#timer = timer;
    this.#initial = initial;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#ring = new FrameRing(this.#limits.ringFrames);
  }

  get clientCount(): number {
    return this.#clients.size;
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
    const bytes = frame.deltas ?? frame.snapshot();
    for (const client of this.#clients) this.#send(client, bytes);
  }

  /**
   * Answers one client.
   *
   * @param lastEventId The id of the event that it saw last, such as `m1x2-17`; `null` if it saw none.
   */
  connect(lastEventId: string | null): Response {
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
        this.#add(controller);
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
    for (const client of this.#clients) client.close();
    this.#clients.clear();
    this.#stopHeartbeat?.();
    this.#stopHeartbeat = null;
  }

  #add(client: Client): void {
    this.#clients.add(client);
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
      for (const client of this.#clients) this.#send(client, HEARTBEAT);
    }, this.#limits.heartbeatMs);
  }

  #send(client: Client, bytes: Bytes): void {
    if ((client.desiredSize ?? 0) > 0) return client.enqueue(bytes);
    client.enqueue(GAP);
    client.close();
    this.#dropped += 1;
    this.#remove(client);
  }
}
