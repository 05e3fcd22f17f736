import { quantile } from "../measure.ts";

/** What one run of a stack came to. Times are in milliseconds. */
export interface ArenaFigures {
  /** From a tick's departure at the venue to the executor that has the order which it caused. */
  readonly tickToExecutorP50Ms: number;
  readonly tickToExecutorP99Ms: number;
  /** From there to the commit of the order's row. */
  readonly durableLagP99Ms: number;
  /** Share of the orders that risk let through to the executor, 0 to 1: those that it denied are in no time above. */
  readonly passedShare: number;
  /** Rows that were committed, by ticks that were due from the venue. */
  readonly rowsPerTick: number;
  /** Ticks, messages and rows that were on their way at the end. */
  readonly backlog: number;
  /** How much more memory the thread's heap and buffers held at the end than before, garbage left out. */
  readonly memoryMb: number;
}

/** What a run is made of. */
export interface ArenaLoad {
  readonly ticksPerSecond: number;
  /** A contestant orders at every so many ticks. */
  readonly ticksPerOrder: number;
  readonly viewers: number;
  /** Between two flushes to every viewer, in milliseconds. */
  readonly flushMs: number;
  /** Until measuring begins, and then how long it lasts, in milliseconds. */
  readonly warmUpMs: number;
  readonly durationMs: number;
}

const BYTES_IN_MB = 2 ** 20;

/** Takes down when things happen, and says in the end what came of it. */
export class Figures {
  readonly #toExecutorMs: number[] = [];
  readonly #durableMs: number[] = [];
  readonly #memoryBefore = usedBytes();
  /** When measuring began; `null` until then. */
  #begunAtMs: number | null = null;
  #denied = 0;
  #rows = 0;
  /** Ticks that came out of the socket. */
  ticksReceived = 0;
  /** Ticks that reached the contestant. */
  ticksHandled = 0;
  rowsAppended = 0;
  rowsCommitted = 0;

  /** From now on what happens counts. */
  begin(): void {
    this.#begunAtMs = performance.now();
  }

  /** An order is with the executor, so long after its tick left. */
  arrived(ms: number): void {
    if (this.#begunAtMs !== null) this.#toExecutorMs.push(ms);
  }

  /** Risk has denied an order. */
  denied(): void {
    if (this.#begunAtMs !== null) this.#denied += 1;
  }

  /** A row is committed, of an order or of anything else. */
  rowCommitted(): void {
    if (this.#begunAtMs !== null) this.#rows += 1;
  }

  /** An order's row is committed, so long after that. */
  committed(ms: number): void {
    if (this.#begunAtMs !== null) this.#durableMs.push(ms);
  }

  /** Whether no order arrived while it was measured, or none was committed: its time is then known from below alone. */
  get isSilent(): boolean {
    return this.#toExecutorMs.length === 0 || this.#durableMs.length === 0;
  }

  /**
   * Returns what a run came to. Where no order arrived, each took as long as was measured at least, and so its
   * latencies are told as that.
   *
   * @param backlog What was on its way.
   * @param ticksPerSecond What the venue was to send.
   */
  result(backlog: number, ticksPerSecond: number): ArenaFigures {
    const nowMs = performance.now();
    const measuredMs = nowMs - (this.#begunAtMs ?? nowMs);
    const arrived = this.#toExecutorMs.length;
    const reviewed = arrived + this.#denied;
    const latency = (times: readonly number[], share: number) =>
      times.length === 0 ? measuredMs : quantile(times, share);
    return {
      tickToExecutorP50Ms: latency(this.#toExecutorMs, 0.5),
      tickToExecutorP99Ms: latency(this.#toExecutorMs, 0.99),
      durableLagP99Ms: latency(this.#durableMs, 0.99),
      passedShare: reviewed === 0 ? 0 : arrived / reviewed,
      rowsPerTick: this.#rows / (measuredMs / 1_000 * ticksPerSecond),
      backlog,
      memoryMb: (usedBytes() - this.#memoryBefore) / BYTES_IN_MB,
    };
  }
}

function usedBytes(): number {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect === "function") collect();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
