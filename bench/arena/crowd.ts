/** What a worker of the bench says. */
type Word =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "stopped"; readonly sent: number }
  | { readonly kind: "watching" }
  | { readonly kind: "left"; readonly bytes: number };

/** The venue and the viewers: they have threads of their own, and so does whoever they stand for. */
export class Crowd {
  readonly #venue: Worker;
  readonly #viewers: Worker;
  readonly #tickPort: number;

  /** Use `open`. */
  constructor(
    workers: { readonly venue: Worker; readonly viewers: Worker },
    tickPort: number,
  ) {
    this.#venue = workers.venue;
    this.#viewers = workers.viewers;
    this.#tickPort = tickPort;
  }

  /** Starts both. */
  static async open(): Promise<Crowd> {
    const workers = {
      venue: openWorker("./tick_worker.ts"),
      viewers: openWorker("./viewer_worker.ts"),
    };
    const { port } = await heard(workers.venue, "listening");
    return new Crowd(workers, port);
  }

  /** Where ticks come from once somebody is connected and they begin. */
  tickUrl(ticksPerSecond: number): string {
    return `ws://127.0.0.1:${this.#tickPort}/?rate=${ticksPerSecond}`;
  }

  /** Has ticks come: not before all viewers are there, as a stack that is behind would hardly let them in. */
  beginTicks(): void {
    this.#venue.postMessage("begin");
  }

  /** Ends the ticks and returns how many were sent. */
  async endTicks(): Promise<number> {
    const answer = heard(this.#venue, "stopped");
    this.#venue.postMessage("stop");
    return (await answer).sent;
  }

  /** Resolves once so many viewers read from the server at `port`. */
  async watch(port: number, viewers: number): Promise<void> {
    const answer = heard(this.#viewers, "watching");
    this.#viewers.postMessage({ port, viewers });
    await answer;
  }

  /** Sends all viewers away and returns the bytes that they have read. */
  async leave(): Promise<number> {
    const answer = heard(this.#viewers, "left");
    this.#viewers.postMessage("leave");
    return (await answer).bytes;
  }

  close(): void {
    this.#venue.terminate();
    this.#viewers.terminate();
  }
}

function openWorker(file: string): Worker {
  return new Worker(new URL(file, import.meta.url), { type: "module" });
}

function heard<Kind extends Word["kind"]>(
  worker: Worker,
  kind: Kind,
): Promise<Extract<Word, { kind: Kind }>> {
  const { promise, resolve, reject } = Promise.withResolvers<
    Extract<Word, { kind: Kind }>
  >();
  worker.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.kind === kind) resolve(data as Extract<Word, { kind: Kind }>);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(event.message));
  };
  return promise;
}
