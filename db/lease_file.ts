/**
 * A file that a lease's holder keeps locked, with the holder's id in it.
 *
 * The kernel lets go of the lock when the process dies, however it dies. So whoever gets the lock and reads the id
 * of the lease's holder knows that this holder is dead, and need not wait until its heartbeat is stale. Without the
 * file, or on another machine, only the heartbeat tells.
 */
export class LeaseFile {
  readonly #directory: string;
  readonly #path: string;
  /** Open while it is locked by this process. */
  #file: Deno.FsFile | null = null;

  /** Neither the folder nor the file in it need be there. */
  constructor(directory: string, name: string) {
    this.#directory = directory;
    this.#path = `${directory}/${name}`;
  }

  /** Whether the process is dead that wrote `holderId` into the file. If so, this process has the lock now. */
  async hasDied(holderId: string): Promise<boolean> {
    try {
      if (!await this.#lock({ read: true, write: true })) return false;
    } catch {
      // A file that is not there or cannot be opened proves nothing.
      return false;
    }
    if (await Deno.readTextFile(this.#path) === holderId) return true;
    this.#unlock();
    return false;
  }

  /**
   * Locks the file and writes `holderId` into it.
   *
   * @returns Whether it could: not while another process has the lock.
   * @throws {Error} If the file cannot be written.
   */
  async mark(holderId: string): Promise<boolean> {
    await Deno.mkdir(this.#directory, { recursive: true });
    if (!await this.#lock({ create: true, write: true })) return false;
    await this.#file?.truncate();
    await this.#file?.write(new TextEncoder().encode(holderId));
    return true;
  }

  /** Removes the file if this process has it locked. */
  async remove(): Promise<void> {
    if (this.#file === null) return;
    await Deno.remove(this.#path);
    this.#unlock();
  }

  async #lock(options: Deno.OpenOptions): Promise<boolean> {
    if (this.#file !== null) return true;
    const file = await Deno.open(this.#path, options);
    if (!await file.tryLock(true)) {
      file.close();
      return false;
    }
    this.#file = file;
    return true;
  }

  #unlock(): void {
    this.#file?.close();
    this.#file = null;
  }
}
