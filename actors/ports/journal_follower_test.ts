import { assertEquals } from "@std/assert";
import type { JournalEntry } from "../../domain/journal.ts";
import { SAMPLE_ORDER } from "../../domain/testing/samples.ts";
import { ENROLLED, STORY } from "../../domain/testing/story.ts";
import { ActorStage } from "../../tests/actors/actor_stage.ts";
import { HeldJournal } from "../../tests/actors/held_journal.ts";
import { JournalFollower, type JournalMessage } from "./journal_follower.ts";

const MAILBOX = { capacity: 64, overflow: { kind: "fail" } } as const;

/** An actor that only follows the journal, and whatever it folded and was told. */
async function openFollower(journal: HeldJournal) {
  const stage = new ActorStage<JournalMessage>(journal);
  const folded: JournalEntry[] = [];
  const told: JournalMessage["kind"][] = [];
  const followers: JournalFollower[] = [];
  await stage.open(MAILBOX, async (parts, context) => {
    const follower = new JournalFollower(
      parts,
      context,
      ({ entry }) => folded.push(entry),
    );
    followers.push(follower);
    await follower.recover();
    return {
      receive(message) {
        told.push(message.kind);
        if (message.kind === "row_committed") follower.accept(message.row);
      },
    };
  });
  const [follower] = followers;
  if (follower === undefined) throw new Error("No follower was started");
  return { stage, follower, folded, told };
}

const DRAFT = { entry: ENROLLED, causationId: null, correlationId: "c" };

Deno.test("JournalFollower folds what is there, then each row that is committed", async () => {
  const journal = new HeldJournal();
  journal.write(...STORY);
  const { stage, follower, folded, told } = await openFollower(journal);
  assertEquals(folded, [...STORY]);
  follower.append(DRAFT);
  await stage.settle();
  assertEquals(folded, [...STORY, ENROLLED]);
  assertEquals(told, ["row_committed", "appended"]);
  await stage.close();
});

Deno.test("JournalFollower.append() is of this moment unless the venue says another", async () => {
  const journal = new HeldJournal();
  const { stage, follower } = await openFollower(journal);
  await stage.advance(5);
  follower.append(DRAFT);
  follower.append({ ...DRAFT, occurredAtMs: 3 });
  await stage.settle();
  assertEquals(
    journal.rows.map((row) => [row.occurredAtMs, row.recordedAtMs]),
    [[5, 5], [3, 5]],
  );
  await stage.close();
});

Deno.test("JournalFollower.append() reports a refused row", async () => {
  const journal = new HeldJournal();
  const { stage, follower, folded, told } = await openFollower(journal);
  journal.failure = new Error("Refused by the test");
  follower.append(DRAFT);
  await stage.settle();
  assertEquals([folded, told], [[], ["append_failed"]]);
  await stage.close();
});

Deno.test("pains: what was committed while an actor was down is folded by its next incarnation, and no row twice", async () => {
  const journal = new HeldJournal();
  journal.write(...STORY);
  const { stage, folded } = await openFollower(journal);
  const news: JournalEntry = {
    kind: "order_rejected",
    orderId: SAMPLE_ORDER.id,
    reason: "Nobody was there to hear it.",
  };
  folded.length = 0;
  await stage.crash();
  assertEquals(folded, [...STORY]);
  folded.length = 0;
  stage.test.system.injectFailure("root/actor", new Error("Crashed again"));
  await stage.settle();
  journal.write(news);
  await stage.advance(2);
  assertEquals(folded, [...STORY, news]);
  for (const row of journal.rows) {
    await stage.tell({ kind: "row_committed", row });
  }
  assertEquals(folded, [...STORY, news]);
  assertEquals(stage.failures, ["Crashed by the test", "Crashed again"]);
  await stage.close();
});
