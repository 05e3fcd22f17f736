import {
  type ModelRecord,
  type ModelRecords,
  requestHash,
} from "../actors/ports/model.ts";
import { type CassetteFolder, unusable } from "./cassette_folder.ts";
import { recordSchema } from "./record_schema.ts";

/** The recorded calls of models. */
export class CassetteShelf implements ModelRecords {
  readonly #folder: CassetteFolder;

  constructor(folder: CassetteFolder) {
    this.#folder = folder;
  }

  /**
   * Returns the call of that request; `null` where none is kept.
   *
   * @throws {CassetteError} If what is kept there cannot be read, or is not of that request.
   */
  async read(hash: string): Promise<ModelRecord | null> {
    const kept = await this.#folder.read(hash);
    if (kept === null) return null;
    const path = this.#folder.path(hash);
    const parsed = recordSchema.safeParse(kept);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw unusable(path, `${issue?.path.join(".")}: ${issue?.message}`);
    }
    // Whoever edits a request by hand has another request.
    const found = requestHash(parsed.data.request);
    if (parsed.data.requestHash !== hash || found !== hash) {
      throw unusable(path, `a call with the hash ${found}`);
    }
    return parsed.data;
  }

  /** Notes how its provider names a call that is under way. */
  note(hash: string, generation: string): Promise<void> {
    return this.#folder.note(hash, generation);
  }

  /** Returns how its provider named a call that was under way; `null` where nothing is noted. */
  noted(hash: string): Promise<string | null> {
    return this.#folder.noted(hash);
  }

  /**
   * Keeps a call, in the place of what was noted about it, and returns what is kept of that request afterwards.
   *
   * @throws {CassetteError} If something else lies in its place.
   */
  async keep(record: ModelRecord): Promise<ModelRecord> {
    const isKept = await this.#folder.keep(record.requestHash, record);
    await this.#folder.forget(record.requestHash);
    return isKept ? record : await this.read(record.requestHash) ?? record;
  }
}
