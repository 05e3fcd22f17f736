import type { InferenceBudget, Reservation } from "../actors/ports/model.ts";
import { z } from "zod";
import { utcDay } from "../domain/inference_price.ts";
import {
  add,
  printUsd,
  subtract,
  usd,
  type UsdMicros,
  ZERO_USD,
} from "../domain/money.ts";

const storedSchema = z.strictObject({
  /** Of the newest call, Unix milliseconds. */
  atMs: z.int(),
  /** Dollars of that UTC day, what was set aside for calls under way included. */
  spent: z.string().regex(/^\d+(\.\d{1,6})?$/),
});

interface Spent {
  readonly atMs: number;
  readonly amount: UsdMicros;
}

const NOTHING: Spent = { atMs: 0, amount: ZERO_USD };

/**
 * What answers to visitors may cost in a UTC day, kept in a file so that a restart is no new day. What is set aside
 * for a call is written down before the call: one that a crash cuts off counts as what it may have cost.
 *
 * Nothing is held in memory: each change reads and writes the file under a lock, so that a process that stands by in
 * the same folder, and answers visitors too, shares the one budget.
 */
export class ChatBudget implements InferenceBudget {
  readonly #path: string;
  readonly #limit: UsdMicros;

  /**
   * Looks at what was spent before.
   *
   * @param path Its folder is made where it is not there.
   * @param limit Dollars per UTC day.
   * @throws {Error} If the file is there and cannot be read, or is none of ours.
   */
  constructor(path: string, limit: UsdMicros) {
    this.#path = path;
    this.#limit = limit;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    readStored(path);
  }

  /** Counts what was spent on a call that began at a time in Unix milliseconds: it belongs to that day. */
  spend(amount: UsdMicros, atMs: number): void {
    this.#change((spent) => {
      const today = begun(spent, atMs);
      return isOfDay(today, atMs)
        ? { ...today, amount: add(today.amount, amount) }
        : null;
    });
  }

  reserve(amount: UsdMicros, atMs: number): Reservation | null {
    let isHeld = false;
    this.#change((spent) => {
      const today = begun(spent, atMs);
      const after = add(today.amount, amount);
      isHeld = after <= this.#limit;
      return isHeld ? { ...today, amount: after } : null;
    });
    if (!isHeld) return null;
    return {
      amount,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#change((spent) =>
          // The day that it was set aside in may be over.
          isOfDay(spent, atMs)
            ? { ...spent, amount: subtract(spent.amount, amount) }
            : null
        );
      },
    };
  }

  /** Takes one step that no other process can come between; `null` leaves everything as it is. */
  #change(step: (spent: Spent) => Spent | null): void {
    using lock = Deno.openSync(`${this.#path}.lock`, {
      create: true,
      write: true,
    });
    // Held for one small file at a time; it ends with the process, however that ends.
    lock.lockSync(true);
    const next = step(readStored(this.#path));
    if (next === null) return;
    const { atMs, amount } = next;
    const stored = { atMs, spent: printUsd(amount) };
    // Whoever reads it finds all of it or what was there before.
    Deno.writeTextFileSync(`${this.#path}.new`, JSON.stringify(stored));
    Deno.renameSync(`${this.#path}.new`, this.#path);
  }
}

/** Returns what is spent of the day of `atMs`; of the newest one where a clock was set back. */
function begun(spent: Spent, atMs: number): Spent {
  if (utcDay(atMs) > utcDay(spent.atMs)) return { atMs, amount: ZERO_USD };
  return { ...spent, atMs: Math.max(spent.atMs, atMs) };
}

function isOfDay(spent: Spent, atMs: number): boolean {
  return utcDay(spent.atMs) === utcDay(atMs);
}

function readStored(path: string): Spent {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NOTHING;
    throw error;
  }
  const parsed = storedSchema.safeParse(jsonOf(text));
  if (parsed.success) {
    return { atMs: parsed.data.atMs, amount: usd(parsed.data.spent) };
  }
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
