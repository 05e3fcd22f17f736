import { z } from "zod";
import type { OrderView } from "./view.ts";
import type { EventView } from "./view_events.ts";
import type { Frozen } from "./view_fields.ts";
import type { SeasonView } from "./view_seasons.ts";

/** What an operator did, who it was and why. */
export const actSchema = z.object({
  action: z.string(),
  subject: z.string(),
  by: z.string(),
  reason: z.string(),
  atMs: z.number(),
  /** The journal row that has it. */
  offset: z.int().min(1),
});

/** A page of the audit log, newest first. */
export const actPageSchema = z.object({
  items: z.array(actSchema),
  /** What the next page asks for; `null` on the last one. */
  nextBefore: z.int().nullable(),
  /** The journal row that the page is up to date with. */
  journalSequence: z.int(),
});

export type ActView = Frozen<z.infer<typeof actSchema>>;
export type ActPage = Frozen<z.infer<typeof actPageSchema>>;

/** A request that carries an act out, without who asks and why. */
export interface ActRequest {
  readonly method: "POST" | "PUT";
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the route calls the reason. */
  readonly reasonField: "reason" | "detail";
  /** Whether it is to be named, so that it is done once however often it is asked for. @default {false} */
  readonly isNamed?: boolean;
}

/** An order that waits for an operator, and what is known of it. */
export interface StrandedOrder {
  readonly orderId: string;
  /** Why nobody knows its end, in a sentence. */
  readonly reason: string;
  readonly sinceMs: number;
  /** Whose it is and what it wants; `null` where it is too long ago. */
  readonly order:
    | Pick<
      OrderView,
      "contestantName" | "marketTitle" | "side" | "outcome" | "quantity"
    >
    | null;
}

/** What there is to act on. */
export interface ActSubjects {
  readonly seasons: readonly Pick<SeasonView, "id" | "name" | "status">[];
  readonly events: readonly Pick<EventView, "id" | "title" | "state">[];
  readonly contestants: readonly {
    readonly id: string;
    readonly name: string;
  }[];
  readonly markets: readonly { readonly id: string; readonly title: string }[];
  /** Markets whose result is held. */
  readonly held: readonly { readonly id: string; readonly title: string }[];
  readonly stranded: readonly StrandedOrder[];
}
