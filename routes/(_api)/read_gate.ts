import { publicErrorSchema } from "./public_error.ts";

/** Reads under way at once, at most: on the embedded database an order's commit waits for those before it. */
const READS_MAX = 8;

/** Lets only so many readers at the database at once; the others are told to come back. */
export class ReadGate {
  #reads = 0;

  /** Returns what `read` resolves to; `null`, without a call of `read`, while enough reads are under way. */
  async pass<Answer extends object>(
    read: () => Promise<Answer>,
  ): Promise<Answer | null> {
    if (this.#reads >= READS_MAX) return null;
    this.#reads += 1;
    try {
      return await read();
    } finally {
      this.#reads -= 1;
    }
  }
}

const content = { "application/json": { schema: publicErrorSchema } };

/** How routes that read the database document what they answer instead. */
export const READ_REFUSALS = {
  400: {
    description: "A query parameter is unknown or out of range",
    content,
  },
  503: {
    description:
      "The database is not open (`database_unavailable`) or busy (`too_many_reads`)",
    content,
  },
};
