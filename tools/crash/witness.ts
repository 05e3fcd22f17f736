import { z } from "zod";
import { orderStatusField } from "../../domain/field_schemas.ts";
import { isClosed } from "../../domain/order_transitions.ts";
import type { JournalHead } from "../../domain/journal.ts";
import type { LifeListener } from "./arena_life.ts";

/** An order, fill or decision as the site shows it, and the journal row that it says it comes from. */
const itemSchema = z.object({ id: z.string(), offset: z.int() });

const orderSchema = itemSchema.extend({ status: orderStatusField });

const snapshotSchema = z.object({
  orders: z.array(orderSchema),
  fills: z.array(itemSchema),
  decisions: z.array(itemSchema),
});

const deltasSchema = z.array(z.object({
  order: orderSchema.optional(),
  fill: itemSchema.optional(),
  decision: itemSchema.optional(),
}));

/** Everything that an arena acknowledged in all its lives: it must be in the journal when all is over. */
export class Witness implements LifeListener {
  /** Hash of each row that was the newest at some time, by its sequence. */
  readonly heads = new Map<number, string>();
  /** Ids that were shown as what a row says, by the row's sequence. */
  readonly shown = new Map<number, Set<string>>();
  /** The newest row that was known at each kill, oldest kill first. */
  readonly killedAt: number[] = [];
  /** Ids of orders that were last shown as on their way. */
  readonly working = new Set<string>();
  #newest = 0;

  onHead({ sequence, hash }: JournalHead): void {
    // An empty journal has no row to lose.
    if (sequence === 0) return;
    this.heads.set(sequence, hash);
    this.#newest = Math.max(this.#newest, sequence);
  }

  onStream(event: "snapshot" | "deltas", json: unknown): void {
    if (event === "snapshot") {
      const { orders, fills, decisions } = snapshotSchema.parse(json);
      for (const item of [...orders, ...fills, ...decisions]) this.#show(item);
      for (const order of orders) this.#follow(order);
      return;
    }
    for (const { order, fill, decision } of deltasSchema.parse(json)) {
      if (order !== undefined) this.#follow(order);
      for (const item of [order, fill, decision]) {
        if (item !== undefined) this.#show(item);
      }
    }
  }

  /** Hears that the arena is dead. @param head The newest row in its database, `null` where nobody can look. */
  onKill(head: JournalHead | null): void {
    if (head !== null) this.onHead(head);
    this.killedAt.push(this.#newest);
  }

  #follow(order: z.infer<typeof orderSchema>): void {
    if (isClosed(order)) this.working.delete(order.id);
    else this.working.add(order.id);
  }

  #show({ id, offset }: z.infer<typeof itemSchema>): void {
    const ids = this.shown.get(offset) ?? new Set();
    this.shown.set(offset, ids.add(id));
  }
}
