import { CapitalWatch } from "./capital_watch.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { KillSwitchWatch } from "./kill_switch_watch.ts";
import { KnownRows } from "./known_rows.ts";
import type { World } from "./world.ts";

/** Sees every message and every row of one process, in the order in which things happen. */
export class ProcessWatch {
  readonly #known: KnownRows;
  readonly #killSwitches: KillSwitchWatch;
  readonly #capital: CapitalWatch;

  /** @param headSequence The last row that this process knows to be committed. */
  constructor(world: World, headSequence: () => number) {
    this.#known = new KnownRows(headSequence);
    this.#killSwitches = new KillSwitchWatch(world, this.#known);
    this.#capital = new CapitalWatch(world, this.#known);
  }

  /** A message is sent. */
  told(path: string, message: unknown): void {
    this.#killSwitches.told(path, message);
  }

  /** An incarnation begins to read the journal. */
  starting(path: string): void {
    this.#killSwitches.starting(path);
  }

  /** It takes messages from now on. */
  started(path: string): void {
    this.#known.started(path);
    this.#killSwitches.started(path);
  }

  /** A message is about to be handled. */
  handling(path: string): void {
    this.#killSwitches.handling(path);
  }

  /** A message was handled to its end. */
  handled(path: string, message: unknown): void {
    this.#known.handled(path, message);
    this.#killSwitches.handled(path, message);
  }

  /** A row got its place in the journal. */
  appended(entry: JournalEntry): void {
    this.#killSwitches.appended(entry);
    this.#capital.appended(entry);
  }

  /** A row gets no place, or is not committed although it had one. */
  refused(entry: JournalEntry): void {
    this.#killSwitches.refused(entry);
  }

  /** Returns an order that is kept from trading and about to be reviewed; `null` for any other message. */
  forbiddenIn(path: string, message: unknown) {
    return this.#killSwitches.forbiddenIn(path, message);
  }
}
