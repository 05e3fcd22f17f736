import { assertEquals, assertStringIncludes } from "@std/assert";
import { orderId } from "../../domain/ids.ts";
import type { JournalEntry, JournalRow } from "../../domain/journal.ts";
import { SAMPLE_FILL, SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import {
  FILLED,
  rowsOf,
  STORY,
  SUBMITTED,
} from "../../domain/testing/story.ts";
import { JournalAudit } from "./journal_audit.ts";
import { Witness } from "./witness.ts";

const SUBMITTED_AT = STORY.indexOf(SUBMITTED) + 1;
const FILLED_AT = STORY.indexOf(FILLED) + 1;

function audit(rows: readonly JournalRow[], witness = new Witness()) {
  const audit = new JournalAudit(witness);
  for (const row of rows) audit.accept(row);
  return audit.findings();
}

/** Returns the story with `entry` once more behind its place `after`, counted from 1. */
function withRepeat(entry: JournalEntry, after: number): JournalRow[] {
  return rowsOf([...STORY.slice(0, after), entry, ...STORY.slice(after)]);
}

Deno.test("JournalAudit finds nothing in a journal that has all that was acknowledged, once", () => {
  const witness = new Witness();
  const rows = rowsOf(STORY);
  for (const row of rows) witness.onHead(row);
  witness.onStream("snapshot", {
    orders: [{ ...SAMPLE_ORDER, offset: SUBMITTED_AT }],
    fills: [],
    decisions: [],
  });
  witness.onStream("deltas", [
    { fill: { id: SAMPLE_FILL.id, offset: FILLED_AT } },
    { phase: { name: "trading" } },
  ]);
  const { lost, doubled, ledger, fault, head } = audit(rows, witness);
  assertEquals([lost, doubled, ledger, fault], [[], [], 0n, null]);
  assertEquals(head.sequence, STORY.length);
});

Deno.test("JournalAudit counts acknowledged rows that are not there, or not as they were", () => {
  const witness = new Witness();
  const rows = rowsOf(STORY);
  for (const row of rows) witness.onHead(row);
  assertEquals(audit(rows.slice(0, -2), witness).lost, [
    "row 7 is not there",
    "row 8 is not there",
  ]);
  witness.onHead({ sequence: 1, hash: "0".repeat(64) });
  assertEquals(audit(rows, witness).lost, [
    "row 1 is not the one that was acknowledged",
  ]);
});

Deno.test("JournalAudit counts what was shown and is not there, or in another row", () => {
  for (const [offset, lost] of [[FILLED_AT, 0], [FILLED_AT + 1, 1], [99, 1]]) {
    const witness = new Witness();
    witness.onStream("deltas", [{ fill: { id: SAMPLE_FILL.id, offset } }]);
    assertEquals(audit(rowsOf(STORY), witness).lost.length, lost);
  }
});

Deno.test("JournalAudit counts an order without a final state as lost", () => {
  assertEquals(audit(rowsOf(STORY.slice(0, SUBMITTED_AT))).lost, [
    `order ${SAMPLE_ORDER.id} is submitted and nobody ends it`,
  ]);
});

Deno.test("JournalAudit counts orders and fills that are there twice", () => {
  for (
    const [entry, at] of [[SUBMITTED, SUBMITTED_AT], [
      FILLED,
      FILLED_AT,
    ]] as const
  ) {
    assertEquals(audit(withRepeat(entry, at)).doubled.length, 1, entry.kind);
  }
});

Deno.test("JournalAudit counts a second order of one decision, of which the fold knows nothing", () => {
  const second: JournalEntry = {
    kind: "order_denied",
    order: { ...SAMPLE_ORDER, id: orderId("o_second"), status: "denied" },
    code: "TRADING_HALTED",
    detail: "The test says so.",
  };
  const { doubled, lost } = audit(withRepeat(second, SUBMITTED_AT));
  assertEquals([doubled, lost], [[
    `row 4 is the second about the order of decision ${SAMPLE_ORDER.decisionId}`,
  ], []]);
});

Deno.test("JournalAudit names the first row that does not follow on those before it", () => {
  const [first, second, ...rest] = rowsOf(STORY);
  if (first === undefined || second === undefined) throw new Error("No rows");
  const { fault } = audit([first, { ...second, recordedAtMs: 7 }, ...rest]);
  assertStringIncludes(fault ?? "", "row 2");
});

Deno.test("JournalAudit counts orders that were on their way at a kill", () => {
  for (const [killedAt, caught] of [[SUBMITTED_AT, 1], [FILLED_AT + 1, 0]]) {
    const witness = new Witness();
    const rows = rowsOf(STORY);
    witness.onKill(rows[(killedAt ?? 0) - 1] ?? null);
    assertEquals(audit(rows, witness).caught, caught);
  }
});
