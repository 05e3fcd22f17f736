import { type ReadonlySignal, signal } from "@preact/signals";
import type {
  ActPage,
  ActRequest,
  ActSubjects,
} from "../../domain/view_acts.ts";
import { type Answer, OperatorLine } from "./operator_line.ts";

/** Between two looks at a log that is not up to date with what was just done, in milliseconds, and how many. */
const LOOK_AGAIN_MS = 300;
const LOOKS_MAX = 20;

/** What an operator is shown that has the token. */
interface Room {
  readonly line: OperatorLine;
  /** How the operator signs. */
  readonly by: string;
  readonly subjects: ActSubjects;
  readonly page: ActPage;
  /** Only acts before this journal row are shown; `null` for the newest. */
  readonly before: number | null;
}

/** What the operators' page knows: nothing, until somebody enters with the token. */
export class OperatorStore {
  readonly #room = signal<Room | null>(null);
  readonly #remark = signal("");

  /** What is shown; `null` to whoever has not entered. */
  get room(): ReadonlySignal<Room | null> {
    return this.#room;
  }

  /** What came of the newest request, in one sentence; empty where that can be seen. */
  get remark(): ReadonlySignal<string> {
    return this.#remark;
  }

  async enter(token: string, by: string): Promise<void> {
    this.#remark.value = "";
    const line = new OperatorLine(token);
    const page = this.#taken(await line.audit(null));
    if (page === null) return;
    const subjects = this.#taken(await line.subjects());
    if (subjects === null) return;
    this.#room.value = { line, by, subjects, page, before: null };
  }

  /** Shows the newest acts, and what there is to act on now. */
  async lookAgain(): Promise<void> {
    await this.turnTo(null);
    await this.#lookAround();
  }

  /** Shows the acts before a journal row; `null` for the newest. */
  async turnTo(before: number | null): Promise<void> {
    const line = this.#room.value?.line;
    if (line === undefined) return;
    const page = this.#taken(await line.audit(before));
    if (page !== null) this.#change({ page, before });
  }

  /** Carries an act out. @returns Whether the arena did it; the log follows. */
  async act(request: ActRequest, reason: string): Promise<boolean> {
    const { value: room } = this.#room;
    if (room === null) return false;
    this.#remark.value = "";
    const row = this.#taken(
      await room.line.act(request, {
        by: room.by,
        reason,
      }),
    );
    if (row === null) return false;
    this.#remark.value = `Done: it is row ${row} of the journal.`;
    this.#follow(row);
    return true;
  }

  /** Shows the newest acts once `row` is among them, and what there is to act on now. */
  async #follow(row: number): Promise<void> {
    for (let look = 0; look < LOOKS_MAX; look++) {
      await this.turnTo(null);
      const known = this.#room.value?.page.journalSequence ?? row;
      if (known >= row) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    await this.#lookAround();
  }

  async #lookAround(): Promise<void> {
    const line = this.#room.value?.line;
    if (line === undefined) return;
    const subjects = this.#taken(await line.subjects());
    if (subjects !== null) this.#change({ subjects });
  }

  #change(changes: Partial<Room>): void {
    const { value: room } = this.#room;
    if (room !== null) this.#room.value = { ...room, ...changes };
  }

  /** Returns what was given; a refusal is shown, and a token that is not known any more shows nothing any more. */
  #taken<Value>(answer: Answer<Value>): Value | null {
    if (answer.kind === "given") return answer.value;
    if (answer.kind === "unauthorized") {
      this.#room.value = null;
      this.#remark.value = "The arena does not know this token.";
    } else {
      this.#remark.value = answer.reason;
    }
    return null;
  }
}
