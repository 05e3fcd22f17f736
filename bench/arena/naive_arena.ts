import { orderView, quoteView } from "../../actors/broadcaster/wire.ts";
import type { Sql } from "../../db/pool.ts";
import type { MarketId } from "../../domain/ids.ts";
import type { Order } from "../../domain/order.ts";
import { encodeEntry } from "../../domain/journal_codec.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { Quote } from "../../domain/quote.ts";
import type { OrderView } from "../../domain/view.ts";
import type { QuoteView } from "../../domain/view_delta.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import { type ArenaLoad, Figures } from "./figures.ts";
import { followTicks } from "./socket_ticks.ts";
import { orderOn } from "./taker.ts";
import { preciseNowMs, quoteOf, readTick } from "./tick.ts";

/** What the stack is run with. */
export interface NaiveArenaOptions {
  readonly load: ArenaLoad;
  /** Its own: it is closed with the arena, whatever waits. */
  readonly sql: Sql;
  /** Names the rows, and no others: a statement of an arena before it may still be under way. */
  readonly run: string;
  readonly tickUrl: string;
}

interface StampedQuote {
  readonly quote: Quote;
  readonly sentAtMs: number;
}

interface StampedOrder {
  readonly order: Order;
  readonly sentAtMs: number;
}

type Viewer = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

const ENCODER = new TextEncoder();
/** How long rows that were not committed are waited for at the end. */
const DRAIN_MS_MAX = 2_000;

/**
 * What is written first by most: a loop with `await` per actor, what changed made into text for each viewer, and a
 * statement for each event. Ticks are validated as ours are, and viewers are told of orders and prices what ours tells
 * them, which is no more orders at once than a page lists; nothing else is bounded and nothing is checked.
 */
export class NaiveArena {
  readonly figures = new Figures();
  readonly #options: NaiveArenaOptions;
  readonly #abort = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #viewers = new Set<Viewer>();
  readonly #quotes = new Map<MarketId, QuoteView>();
  #orders: OrderView[] = [];
  readonly #detector = new Inbox<StampedQuote>();
  readonly #taker = new Inbox<StampedQuote>();
  readonly #risk = new Inbox<StampedOrder>();
  readonly #executor = new Inbox<StampedOrder>();
  readonly #bought = new Set<MarketId>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #ticks = 0;
  #isDrained = false;
  #sequence = 0;

  /** Starts it. */
  constructor(options: NaiveArenaOptions) {
    this.#options = options;
    this.#server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => this.#connect(),
    );
    this.#timer = setInterval(() => this.#flush(), options.load.flushMs);
    this.#follow(this.#detector, (quote) => this.#taker.put(quote));
    this.#follow(this.#taker, (quote) => this.#take(quote));
    this.#follow(this.#risk, (order) => this.#executor.put(order));
    this.#follow(this.#executor, (order) => this.#execute(order));
    followTicks(options.tickUrl, (frame) => {
      const tick = readTick(frame);
      this.figures.ticksReceived += 1;
      this.#detector.put({ quote: quoteOf(tick), sentAtMs: tick.sentAtMs });
    }, this.#abort.signal);
  }

  get port(): number {
    return this.#server.addr.port;
  }

  /** Ticks in queues and rows on their way. */
  get waiting(): number {
    const { ticksReceived, ticksHandled, rowsAppended, rowsCommitted } =
      this.figures;
    return ticksReceived - ticksHandled + rowsAppended - rowsCommitted;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    clearInterval(this.#timer);
    for (const inbox of [this.#detector, this.#taker]) inbox.close();
    for (const inbox of [this.#risk, this.#executor]) inbox.close();
    for (const viewer of this.#viewers) viewer.close();
    this.#viewers.clear();
    await this.#server.shutdown();
    await this.#drain();
  }

  /** Whatever was written still has to get there, or it would weigh on whoever runs next: what takes too long is let go. */
  async #drain(): Promise<void> {
    const startedMs = performance.now();
    while (
      this.figures.rowsCommitted < this.figures.rowsAppended &&
      performance.now() - startedMs < DRAIN_MS_MAX
    ) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    this.#isDrained = true;
    await this.#options.sql.end({ timeout: 0 });
  }

  async #follow<Item>(
    inbox: Inbox<Item>,
    handle: (item: Item) => void,
  ): Promise<void> {
    for await (const item of inbox) handle(item);
  }

  #take({ quote, sentAtMs }: StampedQuote): void {
    this.figures.ticksHandled += 1;
    this.#ticks += 1;
    this.#quotes.set(quote.marketId, quoteView(quote));
    if (this.#ticks % this.#options.load.ticksPerOrder !== 0) return;
    const isPurchase = !this.#bought.delete(quote.marketId);
    if (isPurchase) this.#bought.add(quote.marketId);
    const order = orderOn(quote, this.#ticks, isPurchase);
    if (order !== null) this.#risk.put({ order, sentAtMs });
  }

  #execute({ order, sentAtMs }: StampedOrder): void {
    const arrivedAtMs = preciseNowMs();
    this.figures.arrived(arrivedAtMs - sentAtMs);
    const labels = {
      contestantName: "Taker",
      marketTitle: `Is this market ${order.marketId}?`,
      offset: this.#sequence,
    };
    this.#orders.push(orderView(order, labels, null));
    const { id: orderId } = order;
    this.#write({ kind: "order_submitted", order }, arrivedAtMs);
    this.#write({ kind: "order_accepted", orderId }, null);
    this.#write({ kind: "order_expired", orderId }, null);
  }

  #write(entry: JournalEntry, arrivedAtMs: number | null): void {
    this.#insert(entry, arrivedAtMs).catch((error: unknown) => {
      if (!this.#isDrained) throw error;
    });
  }

  async #insert(
    entry: JournalEntry,
    arrivedAtMs: number | null,
  ): Promise<void> {
    const { sql, run } = this.#options;
    const sequence = this.#sequence += 1;
    this.figures.rowsAppended += 1;
    const atMs = Date.now();
    const hash = sequence.toString(16).padStart(64, "0");
    await sql`
      insert into journal (run, sequence, kind, payload, occurred_at_ms,
        recorded_at_ms, previous_hash, hash)
      values (${run}, ${sequence}, ${entry.kind}, ${encodeEntry(entry)},
        ${atMs}, ${atMs}, ${hash}, ${hash})`;
    this.figures.rowsCommitted += 1;
    this.figures.rowCommitted();
    if (arrivedAtMs !== null) {
      this.figures.committed(preciseNowMs() - arrivedAtMs);
    }
  }

  #flush(): void {
    const orders = this.#orders.slice(-VIEW_LIMITS.orders);
    for (const viewer of this.#viewers) {
      const changes = {
        quotes: [...this.#quotes.values()],
        orders,
      };
      const text = `event: changes\ndata: ${JSON.stringify(changes)}\n\n`;
      viewer.enqueue(ENCODER.encode(text));
    }
    this.#orders = [];
  }

  #connect(): Response {
    let viewer: Viewer;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        viewer = controller;
        viewer.enqueue(ENCODER.encode("retry: 1000\n\n"));
        this.#viewers.add(viewer);
      },
      cancel: () => void this.#viewers.delete(viewer),
    });
    return new Response(body, {
      headers: { "content-type": "text/event-stream" },
    });
  }
}

/** An unbounded queue that is read with `for await`. */
class Inbox<Item> {
  readonly #items: Item[] = [];
  #wake: (() => void) | null = null;
  #isClosed = false;

  put(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    while (!this.#isClosed) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}
