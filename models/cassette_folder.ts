import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { canonicalJson } from "../domain/canonical_json.ts";

const zip = promisify(gzip);
const unzip = promisify(gunzip);

const HASH = /^[0-9a-f]{64}$/;
const CALL = ".jsonl.gz";
/** A call, the note of one that is under way, or one that was never written to its end. */
const OURS = /^[0-9a-f]{64}\.(generation|jsonl\.gz(\.\d+-\d+)?)$/;

/** Raised for a kept call that cannot be used. */
export class CassetteError extends Error {
  override readonly name = "CassetteError";
}

/**
 * A folder of recorded calls. Each is a file of its own, `ab/abcd….jsonl.gz` after the hash of its request, with the
 * request on the first line and the outcome on the second, both canonical.
 *
 * A file is written under another name and linked into place: a crash leaves a whole call or none.
 */
export class CassetteFolder {
  readonly #folder: string;
  #writes = 0;

  /** @param folder Is made when the first call is kept. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Returns where the call of that request is kept. */
  path(hash: string): string {
    return `${this.#folder}/${hash.slice(0, 2)}/${hash}${CALL}`;
  }

  /**
   * Returns the call of that request, its lines as one object; `null` where none is kept.
   *
   * @throws {CassetteError} If what is kept there is no gzip'd JSON lines.
   */
  async read(hash: string): Promise<unknown> {
    if (!HASH.test(hash)) return null;
    const path = this.path(hash);
    const bytes = await readIfThere(path);
    if (bytes === null) return null;
    try {
      const lines = (await unzip(bytes)).toString("utf8").trimEnd().split("\n");
      return Object.assign({}, ...lines.map((line) => JSON.parse(line)));
    } catch (error) {
      throw unusable(
        path,
        error instanceof Error ? error.message : String(error),
      );
    }
  }

  /** Notes how its provider names a call that is under way: what is left of it if a crash cuts it off. */
  async note(hash: string, generation: string): Promise<void> {
    const path = this.#notePath(hash);
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, generation);
  }

  /** Returns how its provider named a call that was under way; `null` where nothing is noted. */
  async noted(hash: string): Promise<string | null> {
    if (!HASH.test(hash)) return null;
    const bytes = await readIfThere(this.#notePath(hash));
    const name = bytes === null ? "" : new TextDecoder().decode(bytes).trim();
    return name === "" ? null : name;
  }

  /** Removes what was noted about a call, where anything was. */
  async forget(hash: string): Promise<void> {
    await Deno.remove(this.#notePath(hash)).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }

  #notePath(hash: string): string {
    return `${this.#folder}/${hash.slice(0, 2)}/${hash}.generation`;
  }

  /**
   * Keeps a call. What was there first stays, as a request has one outcome.
   *
   * @returns Whether it was kept: `false` where one was there.
   */
  async keep(
    hash: string,
    { request, outcome }: {
      readonly request: unknown;
      readonly outcome: unknown;
    },
  ): Promise<boolean> {
    const path = this.path(hash);
    const lines = [{ requestHash: hash, request }, { outcome }].map((line) =>
      `${canonicalJson(line)}\n`
    );
    const bytes = await zip(lines.join(""));
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    this.#writes += 1;
    const unfinished = `${path}.${Deno.pid}-${this.#writes}`;
    await Deno.writeFile(unfinished, new Uint8Array(bytes));
    try {
      // Unlike a rename it fails where a call is kept already.
      await Deno.link(unfinished, path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return false;
      throw error;
    } finally {
      await Deno.remove(unfinished);
    }
  }

  /**
   * Removes the calls that were kept before a time, Unix milliseconds, and what crashes and cut calls left beside them.
   *
   * @returns How many calls.
   */
  async removeOlder(beforeMs: number): Promise<number> {
    let removed = 0;
    for await (const shelf of entriesIfThere(this.#folder)) {
      if (!shelf.isDirectory) continue;
      const path = `${this.#folder}/${shelf.name}`;
      for await (const { name } of entriesIfThere(path)) {
        if (!OURS.test(name)) continue;
        const mtime = await timeIfThere(`${path}/${name}`);
        if (mtime === null || mtime.getTime() >= beforeMs) continue;
        await Deno.remove(`${path}/${name}`);
        if (name.endsWith(CALL)) removed += 1;
      }
    }
    return removed;
  }
}

/** Returns the error about a kept call that cannot be used. */
export function unusable(path: string, reason: string): CassetteError {
  return new CassetteError(
    `Cannot use ${path} as it must hold a recorded call: current value is ${reason}`,
  );
}

async function* entriesIfThere(path: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** A note and an unfinished file may be gone by the time that they are looked at. */
async function timeIfThere(path: string): Promise<Date | null> {
  try {
    return (await Deno.stat(path)).mtime;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
