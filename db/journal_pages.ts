import type { JournalRow } from "../domain/journal.ts";
import type { Clock } from "../runtime/clock.ts";

/** Pages kept at most: with 5,000 rows each, as actors read, enough for 120,000 rows. */
const PAGES_MAX = 24;
/** Whoever reads as many rows at a time goes on with those after them. */
const AHEAD_ROWS_MIN = 1_000;
/** How long pages are kept after they were last of use, in milliseconds: a start is over by then. */
const KEPT_MS = 30_000;

/**
 * Whole pages of a journal that were read a moment ago.
 *
 * At a start every actor folds the journal for itself, and reading and decoding a row costs ten times what
 * folding it does. A page that was full when it was read never changes, so the next actor gets the same rows.
 * While one page is folded the database reads the next.
 */
export class JournalPages {
  readonly #clock: Clock;
  readonly #read: (
    after: number,
    limit: number,
  ) => Promise<readonly JournalRow[]>;
  /** By place and size, the one used last at the end. */
  readonly #pages = new Map<string, readonly JournalRow[]>();
  /** The page that is read before anybody has asked for it. */
  #ahead: {
    readonly key: string;
    readonly page: Promise<readonly JournalRow[]>;
  } | null = null;
  /** On the monotonic clock. */
  #keptUntilMs = 0;

  constructor(
    clock: Clock,
    read: (after: number, limit: number) => Promise<readonly JournalRow[]>,
  ) {
    this.#clock = clock;
    this.#read = read;
  }

  /** Returns up to `limit` rows with a sequence above `after`, in order. */
  async read(after: number, limit: number): Promise<readonly JournalRow[]> {
    this.expire();
    const part = this.#partOf(after, limit);
    if (part !== undefined) return part;
    const key = `${after} ${limit}`;
    const kept = this.#pages.get(key);
    this.#pages.delete(key);
    const page = kept ?? await this.#takeAhead(key, limit) ??
      await this.#read(after, limit);
    if (page.length < limit) return page;
    this.#keep(key, page);
    if (limit >= AHEAD_ROWS_MIN) this.#readAhead(after + limit, limit);
    return page;
  }

  /** Forgets every page if none was of use lately. Called by whoever has something to do anyway: a timer would hold the process. */
  expire(): void {
    if (this.#clock.monotonicMs() < this.#keptUntilMs) return;
    this.#pages.clear();
    this.#ahead = null;
  }

  /** Returns a page that is a part of a longer one: whoever reads in smaller steps pushes nobody's pages out. */
  #partOf(after: number, limit: number): readonly JournalRow[] | undefined {
    for (const [key, page] of this.#pages) {
      const from = after + 1 - (page[0]?.sequence ?? Infinity);
      if (limit >= page.length || from < 0 || from + limit > page.length) {
        continue;
      }
      this.#pages.delete(key);
      this.#keep(key, page);
      return page.slice(from, from + limit);
    }
    return undefined;
  }

  #readAhead(after: number, limit: number): void {
    const key = `${after} ${limit}`;
    if (this.#pages.has(key) || this.#ahead?.key === key) return;
    const page = this.#read(after, limit);
    // Whoever asks for it reads it anew and hears for itself what is wrong.
    page.catch(() => {});
    this.#ahead = { key, page };
  }

  /** Returns the page that was read ahead; `undefined` where it is another one, failed, or may have grown since. */
  async #takeAhead(
    key: string,
    limit: number,
  ): Promise<readonly JournalRow[] | undefined> {
    const ahead = this.#ahead;
    if (ahead?.key !== key) return undefined;
    this.#ahead = null;
    try {
      const page = await ahead.page;
      return page.length === limit ? page : undefined;
    } catch {
      return undefined;
    }
  }

  #keep(key: string, page: readonly JournalRow[]): void {
    this.#pages.set(key, page);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX) break;
      this.#pages.delete(oldest);
    }
    this.#keptUntilMs = this.#clock.monotonicMs() + KEPT_MS;
  }
}
