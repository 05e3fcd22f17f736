import { z } from "zod";
import { fillSchema, orderSchema } from "../../domain/view.ts";

const deltasSchema = z.array(z.looseObject({
  kind: z.string(),
  order: orderSchema.optional(),
  fill: fillSchema.optional(),
}));

/** Orders and fills that a viewer was shown, each time that they changed. */
export interface Shown {
  readonly kind: "order" | "fill";
  readonly id: string;
  /** The journal row that it is said to come from. */
  readonly offset: number;
}

/** A viewer of the stream who writes down all that changes. */
export class StreamWitness implements AsyncDisposable {
  /** What has changed since the snapshot. */
  readonly shown: Shown[] = [];
  readonly #leaving: AbortController;
  readonly #ended: Promise<void>;

  /** Use `watch`. */
  constructor(answer: Response, leaving: AbortController) {
    this.#leaving = leaving;
    this.#ended = this.#read(answer);
  }

  /** Watches the arena at `url` from now on. */
  static async watch(url: string): Promise<StreamWitness> {
    const leaving = new AbortController();
    const { signal } = leaving;
    return new StreamWitness(await fetch(`${url}/stream`, { signal }), leaving);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leaving.abort();
    await this.#ended;
  }

  async #read({ body }: Response): Promise<void> {
    let text = "";
    try {
      for await (
        const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []
      ) {
        const events = (text + chunk).split("\n\n");
        text = events.pop() ?? "";
        for (const event of events) this.#take(event);
      }
    } catch (error) {
      // It has left, or the arena has ended.
      if (error instanceof z.ZodError) throw error;
    }
  }

  #take(event: string): void {
    const deltas = /^event: deltas\ndata: (.*)$/m.exec(event)?.[1];
    if (deltas === undefined) return;
    for (const { order, fill } of deltasSchema.parse(JSON.parse(deltas))) {
      if (order !== undefined) this.#note("order", order);
      if (fill !== undefined) this.#note("fill", fill);
    }
  }

  #note(kind: Shown["kind"], { id, offset }: Omit<Shown, "kind">): void {
    this.shown.push({ kind, id, offset });
  }
}
