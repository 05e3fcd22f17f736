import type { InferenceBudget, Reservation } from "../actors/ports/model.ts";
import { z } from "zod";
import { DailyBudget } from "../domain/inference_budget.ts";
import { printUsd, subtract, usd, type UsdMicros } from "../domain/money.ts";

const storedSchema = z.strictObject({
  /** Of the newest call, Unix milliseconds. */
  atMs: z.int(),
  /** Dollars of that UTC day, what was set aside for calls under way included. */
  spent: z.string().regex(/^\d+(\.\d{1,6})?$/),
});

/**
 * What answers to visitors may cost in a UTC day, kept in a file so that a restart is no new day. What is set aside
 * for a call is written down before the call: one that a crash cuts off counts as what it may have cost.
 */
export class ChatBudget implements InferenceBudget {
  readonly #path: string;
  readonly #limit: UsdMicros;
  readonly #budget: DailyBudget;
  #newestMs = 0;

  /**
   * Reads what was spent before.
   *
   * @param path Its folder is made where it is not there.
   * @param limit Dollars per UTC day.
   * @throws {Error} If the file is there and cannot be read, or is none of ours.
   */
  constructor(path: string, limit: UsdMicros) {
    this.#path = path;
    this.#limit = limit;
    this.#budget = new DailyBudget(limit);
    const stored = readStored(path);
    if (stored === null) return;
    this.#newestMs = stored.atMs;
    this.#budget.spend(usd(stored.spent), stored.atMs);
  }

  spend(amount: UsdMicros, atMs: number): void {
    this.#budget.spend(amount, atMs);
    this.#write(atMs);
  }

  reserve(amount: UsdMicros, atMs: number): Reservation | null {
    const reservation = this.#budget.reserve(amount, atMs);
    if (reservation === null) return null;
    this.#write(atMs);
    return {
      amount: reservation.amount,
      release: () => {
        reservation.release();
        this.#write(atMs);
      },
    };
  }

  #write(atMs: number): void {
    this.#newestMs = Math.max(this.#newestMs, atMs);
    const spent = subtract(this.#limit, this.#budget.left(this.#newestMs));
    const stored = {
      atMs: this.#newestMs,
      spent: printUsd(spent),
    };
    const folder = this.#path.slice(0, this.#path.lastIndexOf("/"));
    Deno.mkdirSync(folder, { recursive: true });
    // Whoever reads it finds all of it or what was there before.
    Deno.writeTextFileSync(`${this.#path}.new`, JSON.stringify(stored));
    Deno.renameSync(`${this.#path}.new`, this.#path);
  }
}

function readStored(path: string): z.infer<typeof storedSchema> | null {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const parsed = storedSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `Cannot start as ${path} must hold what visitors' answers cost: current value is ${text.length} characters of something else, remove it to begin anew`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
