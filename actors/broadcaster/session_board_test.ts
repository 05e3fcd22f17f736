import { assert, assertEquals } from "@std/assert";
import { contestantId, decisionId, marketId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import type { ModelEntry } from "../../domain/model_entries.ts";
import { usd } from "../../domain/money.ts";
import type { ViewChange } from "../../domain/view_delta.ts";
import { VIEW_LIMITS } from "../../domain/view_limits.ts";
import { withSessionNews } from "../../domain/view_session_fold.ts";
import type { SessionView } from "../../domain/view_sessions.ts";
import { SessionBoard } from "./session_board.ts";

const ID = decisionId("d_1");
const PLACE = {
  contestantId: contestantId("ada"),
  decisionId: ID,
  marketId: marketId("kalshi", "KXTEST-1"),
};
const ASKED: ModelEntry = {
  kind: "model_asked",
  ...PLACE,
  step: 1,
  model: "a/model",
  snapshotId: "n_1",
  requestHash: "00",
  releaseHash: "00",
  reserved: usd("0.05"),
};

function rowOf(entry: JournalEntry): JournalRow {
  return {
    sequence: 7,
    entry,
    causationId: null,
    correlationId: ID,
    occurredAtMs: 1_000,
    recordedAtMs: 1_000,
    previousHash: "",
    hash: "",
  };
}

/** A board, and the one session that a viewer sees of it. */
class Watched {
  readonly board = new SessionBoard();
  session: SessionView | null = null;

  apply(entry: ModelEntry): void {
    this.#see(this.board.apply(entry, rowOf(entry), () => ({
      contestantName: "Ada",
      marketTitle: "Rain?",
      offset: 7,
    })));
  }

  think(text: string, kind: "reasoning" | "text" = "reasoning"): boolean {
    return this.board.think({ decisionId: ID, kind, text }, 2_000);
  }

  flush(): number {
    const changes = this.board.takeThoughts();
    this.#see(changes);
    return changes.length;
  }

  get texts(): readonly string[] {
    return this.session?.messages.map(({ text }) => text) ?? [];
  }

  #see(changes: readonly ViewChange[]): void {
    for (const change of changes) {
      if (change.kind === "session_opened") this.session = change.session;
      if (change.kind !== "session_told" || this.session === null) continue;
      const [session] = withSessionNews([this.session], change.news);
      this.session = session ?? null;
    }
  }
}

Deno.test("SessionBoard joins what is thought between two flushes, and goes on with it after them", () => {
  const watched = new Watched();
  watched.apply(ASKED);
  for (const word of ["The ", "book "]) watched.think(word);
  assertEquals(watched.flush(), 1);
  assertEquals(watched.flush(), 0);
  watched.think("leans.");
  watched.think("{", "text");
  watched.flush();
  assertEquals(watched.texts, ["Shown snapshot n_1.", "The book leans.", "{"]);
  assertEquals(watched.session?.messages.map(({ sequence }) => sequence), [
    1,
    2,
    3,
  ]);
});

Deno.test("SessionBoard cuts a giant thought, says so once and sends no more of it", () => {
  const watched = new Watched();
  watched.apply(ASKED);
  assert(watched.think("x".repeat(100_000)));
  watched.flush();
  assertEquals(watched.texts[1]?.length, VIEW_LIMITS.messageLength);
  assertEquals(watched.session?.isTruncated, true);
  assertEquals(watched.think("more"), false);
  assertEquals(watched.flush(), 0);
});

Deno.test("SessionBoard notes tools, faults and obeyed canaries in their place, and ends with the failure", () => {
  const watched = new Watched();
  watched.apply(ASKED);
  watched.think("Hm.");
  watched.apply({
    kind: "model_answered",
    contestantId: PLACE.contestantId,
    decisionId: ID,
    step: 1,
    result: "rate_limited",
    model: "a/model",
    usage: null,
    costSource: "catalog",
    tools: ["order_book"],
    planted: 1,
    followed: 1,
  });
  watched.apply({
    kind: "decision_failed",
    ...PLACE,
    cause: "model_fault",
    detail: "rate_limited: Later.",
  });
  assertEquals(watched.texts.slice(1), [
    "Hm.",
    "No reply: rate_limited.",
    "It obeyed an instruction planted in a text that it was told not to trust.",
    "Uses order_book.",
    "No decision: rate_limited: Later.",
  ]);
  assertEquals(watched.session?.status, "failed");
  assertEquals(watched.think("Too late."), false);
});

Deno.test("SessionBoard takes no thought of a session that it does not know", () => {
  const watched = new Watched();
  assertEquals(watched.think("Hello?"), false);
  assertEquals(watched.flush(), 0);
});
