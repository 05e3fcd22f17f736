import { assert, assertEquals } from "@std/assert";
import { SILENT_LOG } from "./log.ts";
import { decisionId } from "../domain/ids.ts";
import { PostgresDecisionRecords } from "./decision_rows.ts";
import { PostgresJournal } from "./journal_writer.ts";
import { TEST_DEPS, testOnDatabases } from "./testing/databases.ts";
import { sampleDrafts } from "./testing/sample_drafts.ts";

const ID = decisionId("d_0123456789abcdef0123456789abcdef");

await testOnDatabases({
  name: "PostgresDecisionRecords finds the rows of one decision by an index",
  async run({ database: { sql } }) {
    const journal = await PostgresJournal.open({
      ...TEST_DEPS,
      sql,
      run: "main",
      log: SILENT_LOG,
    });
    const drafts = sampleDrafts().map((draft, place) => ({
      ...draft,
      correlationId: place % 4 === 0 ? ID : `d_other_${place}`,
    }));
    for (const draft of drafts) await journal.append(draft);
    const records = new PostgresDecisionRecords(sql, "main");
    const rows = await records.rowsOf(ID);
    assertEquals(
      rows.map(({ entry }) => entry),
      drafts.filter(({ correlationId }) => correlationId === ID)
        .map(({ entry }) => entry),
    );
    assertEquals(await records.rowsOf(decisionId("d_nobody")), []);
    const other = new PostgresDecisionRecords(sql, "another");
    assertEquals(await other.rowsOf(ID), []);
    await journal.close();
    // Whatever the planner makes of a small table, the index must be one that it may use.
    const plan = await sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`;
      await tx`set local enable_bitmapscan = off`;
      return await tx`
        explain select sequence from journal
        where run = 'main' and correlation_id = ${ID}
          and correlation_id like ${tx.unsafe("'d\\_%'")}
        order by sequence limit 500`;
    });
    const text = plan.map((row) => String(Object.values(row)[0])).join("\n");
    assert(text.includes("journal_decisions"), text);
  },
});
