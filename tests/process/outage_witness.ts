import {
  assertEquals,
  assertLess,
  assertLessOrEqual,
  assertStringIncludes,
} from "@std/assert";
import type { Outage, TcpGate } from "../../db/testing/tcp_gate.ts";
import type { ActorView } from "../../domain/view.ts";
import type { ArenaProcess, ArenaStatus } from "./arena_process.ts";
import { eventually, within } from "./eventually.ts";
import { type Shown, StreamWitness } from "./stream_witness.ts";

const BEGUN_MS = 180_000;
/** A silent server is given up after 4 s, and the view looks twice a second; the rest is for a busy machine. */
const TOLD_MS = 60_000;
const READ_MS = 120_000;
/** In what the journal says to its database: an insert names the kind of a row `k` (`db/journal_table.ts`). */
const SUBMITTED = '"k":"order_submitted"';
const DEGRADED =
  "The database does not answer: nothing is traded until it does.";

/** What the site said at one moment. */
interface Sample {
  readonly status: ArenaStatus;
  readonly page: string;
  readonly actors: readonly ActorView[];
}

/** An outage as it was seen from outside. Times are Unix milliseconds. */
export interface Witnessed {
  /** The newest row that the arena counted as committed. */
  readonly head: ArenaStatus["journal"];
  readonly closedAtMs: number;
  readonly toldAtMs: number;
  readonly openedAtMs: number;
  readonly samples: readonly Sample[];
  /** Orders and fills that viewers were shown meanwhile. */
  readonly shown: readonly Shown[];
}

/** An outage to be made. */
export interface OutagePlan {
  readonly gate: TcpGate;
  readonly outage: Outage;
  /** Milliseconds, more than 0. */
  readonly lastsMs: number;
}

async function takeSample(arena: ArenaProcess): Promise<Sample> {
  const status = await arena.status();
  const page = await fetch(arena.url);
  assertEquals(page.status, 200);
  const { actors } = await arena.view();
  return { status, page: await page.text(), actors };
}

/** Asks for something that only the database knows. @returns The status of the answer. */
export async function readFromDatabase({ url }: ArenaProcess): Promise<number> {
  const answer = await fetch(`${url}/api/journal?limit=1`);
  await answer.body?.cancel();
  return answer.status;
}

/**
 * Takes the database away from a trading arena just as it commits the row of an order, and looks at the site until
 * it is back.
 */
export async function witnessOutage(
  arena: ArenaProcess,
  { gate, outage, lastsMs }: OutagePlan,
): Promise<Witnessed> {
  await using witness = await StreamWitness.watch(arena.url);
  await within(
    "the row of an order is about to be committed",
    BEGUN_MS,
    gate.close(outage, SUBMITTED),
  );
  const closedAtMs = Date.now();
  const caught = Promise.allSettled([readFromDatabase(arena)]);
  const first = await eventually("the site says so", TOLD_MS, async () => {
    const sample = await takeSample(arena);
    return sample.status.phase === "degraded" ? sample : null;
  });
  const toldAtMs = Date.now();
  assertEquals(await readFromDatabase(arena), 503);
  const samples = [first];
  await eventually("the outage is over", 2 * lastsMs, async () => {
    samples.push(await takeSample(arena));
    return Date.now() >= closedAtMs + lastsMs ? true : null;
  });
  const openedAtMs = Date.now();
  const shown = [...witness.shown];
  await gate.open();
  const [read] = await within(
    "a read that was under way is answered",
    READ_MS,
    caught,
  );
  assertEquals(read.status, "fulfilled");
  const { journal: head } = first.status;
  return { head, closedAtMs, toldAtMs, openedAtMs, samples, shown };
}

/** Checks that the site answered, said what was wrong and counted nothing as committed. */
export function checkSite({ samples, head }: Witnessed): void {
  for (const { status, page } of samples) {
    assertEquals(status.phase, "degraded");
    assertEquals(status.journal, head);
    assertStringIncludes(page, DEGRADED);
  }
}

/**
 * Checks that nobody's messages piled up. What waits for the database waits in the journal: a message that waits for
 * half of the outage waits for it as well.
 *
 * @returns The longest mailbox, for people.
 */
export function checkMailboxes(
  { samples, closedAtMs, openedAtMs }: Witnessed,
): string {
  const ageMsMax = (openedAtMs - closedAtMs) / 2;
  const actors = samples.flatMap(({ actors }) =>
    actors.filter(({ kind }) => kind === "actor")
  ).sort((left, right) => right.mailboxDepth - left.mailboxDepth);
  for (const { path, mailboxDepth, mailboxCapacity, oldestAgeMs } of actors) {
    assertLessOrEqual(mailboxDepth, mailboxCapacity, path);
    assertLess(oldestAgeMs, ageMsMax, path);
  }
  const [longest] = actors;
  return `${longest?.mailboxDepth} of ${longest?.mailboxCapacity} (${longest?.path})`;
}
