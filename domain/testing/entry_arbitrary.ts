import fc from "fast-check";
import type { EntryOf, JournalEntry, JournalKind } from "../journal.ts";

/** Returns arbitrary entries of one kind, from what their fields may be. */
export function entry<Kind extends JournalKind>(
  kind: Kind,
  fields: { [Key in keyof Omit<EntryOf<Kind>, "kind">]: fc.Arbitrary<unknown> },
): fc.Arbitrary<JournalEntry> {
  return fc.record({ kind: fc.constant(kind), ...fields }) as fc.Arbitrary<
    unknown
  > as fc.Arbitrary<JournalEntry>;
}
