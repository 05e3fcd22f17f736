import { z } from "zod";
import {
  contestantSchema,
  marketSchema,
  orderSchema,
} from "../../domain/view.ts";
import {
  type ActPage,
  actPageSchema,
  type ActRequest,
  type ActSubjects,
} from "../../domain/view_acts.ts";
import { controlsSchema } from "../../domain/view_controls.ts";
import { eventSchema } from "../../domain/view_events.ts";
import { seasonSchema } from "../../domain/view_seasons.ts";

/** Acts on a page of the audit log. */
export const ACTS_SHOWN = 25;

/** What came of a request: what was asked for, a sentence why not, or that nobody is known by this token. */
export type Answer<Value> =
  | { readonly kind: "given"; readonly value: Value }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unauthorized" };

const doneSchema = z.object({ journalSequence: z.int() });
const refusalSchema = z.object({
  error: z.object({ code: z.string(), detail: z.string().optional() }),
});
const deadLetterSchema = controlsSchema.shape.deadLetters.element;
const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item) });

/** Who acts and why, as the journal is to have it. */
export interface Signature {
  readonly by: string;
  readonly reason: string;
}

const BROKEN =
  "No answer that could be read came back. The audit log tells whether it was done.";

/** The way of one operator to the arena. The token is kept here alone, for as long as the page is open. */
export class OperatorLine {
  readonly #token: string;
  readonly #fetch: typeof fetch;
  /** The newest act that was named and of which nobody knows that it was done. */
  #named: { readonly wanted: string; readonly name: string } | null = null;

  constructor(
    token: string,
    fetcher: typeof fetch = (...request) => fetch(...request),
  ) {
    this.#token = token;
    this.#fetch = fetcher;
  }

  /** Reads a page of the audit log. @param before Only older acts than this journal row; `null` for the newest. */
  async audit(before: number | null): Promise<Answer<ActPage>> {
    const query = new URLSearchParams({ limit: String(ACTS_SHOWN) });
    if (before !== null) query.set("before", String(before));
    return await this.#ask(`/api/admin/audit?${query}`, actPageSchema);
  }

  /** Reads what there is to act on. */
  async subjects(): Promise<Answer<ActSubjects>> {
    const [seasons, events, contestants, markets, letters, orders] =
      await Promise.all([
        this.#ask("/api/seasons", z.array(seasonSchema)),
        this.#ask("/api/events", listOf(eventSchema)),
        this.#ask("/api/leaderboard", listOf(contestantSchema)),
        this.#ask("/api/markets", listOf(marketSchema)),
        this.#ask("/api/dead-letters", listOf(deadLetterSchema)),
        this.#ask("/api/orders", listOf(orderSchema)),
      ]);
    if (seasons.kind !== "given") return seasons;
    if (events.kind !== "given") return events;
    if (contestants.kind !== "given") return contestants;
    if (markets.kind !== "given") return markets;
    if (letters.kind !== "given") return letters;
    if (orders.kind !== "given") return orders;
    return {
      kind: "given",
      value: {
        seasons: seasons.value,
        events: events.value.items,
        contestants: contestants.value.items,
        markets: markets.value.items.filter(({ phase }) => phase === "open"),
        held: markets.value.items.filter(({ held }) => held !== null),
        stranded: letters.value.items.map((letter) => ({
          ...letter,
          order: orders.value.items.find(({ id }) => id === letter.orderId) ??
            null,
        })),
      },
    };
  }

  /**
   * Carries an act out. What is named keeps its name until it is done: where an answer is lost and the same is asked
   * for again, it is not done twice.
   *
   * @returns The journal row that has it.
   */
  async act(
    request: ActRequest,
    signature: Signature,
  ): Promise<Answer<number>> {
    const answer = await this.#ask(request.path, doneSchema, {
      method: request.method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ...request.body,
        ...(request.isNamed ? { moveId: this.#nameOf(request) } : {}),
        by: signature.by,
        [request.reasonField]: signature.reason,
      }),
    });
    if (answer.kind !== "given") return answer;
    this.#named = null;
    return { kind: "given", value: answer.value.journalSequence };
  }

  #nameOf({ path, body }: ActRequest): string {
    const wanted = JSON.stringify([path, body]);
    if (this.#named?.wanted !== wanted) {
      // Unlike a UUID it can be made on a page that came without TLS.
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      this.#named = { wanted, name: bytes.toHex() };
    }
    return this.#named.name;
  }

  async #ask<Value>(
    path: string,
    schema: z.ZodType<Value>,
    request: RequestInit & { readonly headers?: Record<string, string> } = {},
  ): Promise<Answer<Value>> {
    try {
      const response = await this.#fetch(path, {
        ...request,
        headers: {
          ...request.headers,
          authorization: `Bearer ${this.#token}`,
        },
      });
      if (response.status === 401) return { kind: "unauthorized" };
      const answer: unknown = await response.json();
      return response.ok
        ? { kind: "given", value: schema.parse(answer) }
        : { kind: "refused", reason: refusalOf(answer) };
    } catch {
      return { kind: "refused", reason: BROKEN };
    }
  }
}

/** What the API says of a refusal; its codes are words. */
function refusalOf(answer: unknown): string {
  const { code, detail } = refusalSchema.parse(answer).error;
  return detail ?? `${code.replaceAll("_", " ")}.`;
}
