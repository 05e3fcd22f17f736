/**
 * One story for every venue: it changes its protocol while an arena trades on it, and changes back.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
} from "@std/assert";
import type { JournalEntry } from "../../domain/journal.ts";
import { MICROS } from "../../domain/money.ts";
import type { ArenaView } from "../../domain/view.ts";
import {
  ArenaProcess,
  BUSY,
  type Environment,
} from "../process/arena_process.ts";
import { ArenaStore } from "../process/arena_store.ts";
import { Webhook } from "../process/webhook.ts";

const WAIT_MS = 300_000;
/** Far more than anything that is meant for people. */
const LINE_CHARACTERS_MAX = 4_000;
/** Of a source, by the log's own rule. */
const SAMPLES_PER_MINUTE = 5;
/** Unknown shapes that make a venue degraded, at least. */
const UNKNOWN_MIN = 25;

/** A price that is told in unknown shapes alone, in dollars: nobody may ever be shown it or trade at it. */
export const LIE = "0.987654";

/** What makes a message too long for a log in which it stood as it came. */
export const BALLAST = "ballast ".repeat(20_000);

/** A venue whose protocol can change while an arena trades on it. */
export interface ChangingVenue {
  /** What the arena trades on it with. */
  readonly settings: Environment;
  /** Its keys, which belong into no log and no alert. */
  readonly secrets: readonly string[];
  /** What the log calls whatever did not make sense: of the socket, and of REST. */
  readonly sources: readonly string[];
  /** Says something that it always says and that makes contestants trade. It is called again and again. */
  speak(): void;
  /** Begins to say things that nobody knows, on its socket and over REST, `LIE` among them. */
  change(): void;
  /** Says one of those on the socket. It is called again and again once the protocol has changed. */
  babble(): void;
  /** Says nothing but what makes sense. */
  restore(): void;
}

/** Whoever looks at the site all the while. */
export interface Onlooker {
  /** Resolves once they see that the venue is degraded. */
  seesDegraded(): Promise<void>;
  /** Resolves once they do not see it any more. */
  seesWell(): Promise<void>;
}

/** Reads the page anew each time, as somebody without scripts does. */
function reader(arena: ArenaProcess): Onlooker {
  const sees = (isThere: boolean) => async () => {
    await arena.eventually(
      `a page ${isThere ? "with" : "without"} the banner`,
      WAIT_MS,
      async () => {
        const page = await (await fetch(arena.url)).text();
        return page.includes('data-testid="degraded"') === isThere || null;
      },
    );
  };
  return { seesDegraded: sees(true), seesWell: sees(false) };
}

/** Orders so far that left for the venue. */
function ordersIn({ contestants }: ArenaView): number {
  return contestants.reduce((sum, { orders }) => sum + orders, 0);
}

/** The story while it runs. */
class Story {
  readonly #arena: ArenaProcess;
  readonly #venue: ChangingVenue;

  constructor(arena: ArenaProcess, venue: ChangingVenue) {
    this.#arena = arena;
    this.#venue = venue;
  }

  /** Has the venue speak, and odd things too where it has changed, until a view does. None may show the lie. */
  async until(
    wanted: string,
    { isOdd }: { readonly isOdd: boolean },
    accepts: (view: ArenaView) => boolean,
  ): Promise<ArenaView> {
    return await this.#arena.viewWhere(wanted, WAIT_MS, (view) => {
      this.#venue.speak();
      if (isOdd) this.#venue.babble();
      for (const { yesBid, yesAsk } of view.markets) {
        for (const price of [yesBid, yesAsk]) assert(price !== LIE, wanted);
      }
      return accepts(view);
    });
  }

  async metric(name: string): Promise<number> {
    const answer = await fetch(`${this.#arena.url}/metrics`);
    const match = new RegExp(`^${name} (\\S+)$`, "m").exec(await answer.text());
    return Number(match?.[1]);
  }
}

/**
 * Runs an arena on a venue that changes its protocol and changes back, and checks the whole way: unknown shapes are
 * counted and sampled into the log, nothing is traded while they are too many, the page and the operator are told, no
 * price comes of them, and it trades again.
 *
 * @param watch Whoever looks at the site. @default {somebody without scripts}
 */
export async function changeProtocol(
  venue: ChangingVenue,
  watch: (arena: ArenaProcess) => Onlooker | Promise<Onlooker> = reader,
): Promise<void> {
  await using store = await ArenaStore.open();
  await using webhook = new Webhook();
  await using arena = await ArenaProcess.start({
    ...BUSY,
    ...venue.settings,
    ...store.settings,
    ARENA_ALERT_URL: webhook.url,
  });
  const onlooker = await watch(arena);
  const story = new Story(arena, venue);
  await story.until(
    "an order",
    { isOdd: false },
    (view) => ordersIn(view) > 0,
  );
  await onlooker.seesWell();
  venue.change();
  const told = () =>
    webhook.heard.map(({ kind }) => kind)
      .filter((kind) => kind.startsWith("venue_"));
  await story.until("the venue is degraded, and told", { isOdd: true }, (
    { venue },
  ) => venue.status === "degraded" && told().length > 0);
  await onlooker.seesDegraded();
  assertEquals(told(), ["venue_degraded"]);
  assertEquals(await story.metric("arena_venue_degraded"), 1);
  await story.until(
    "an order is denied for it",
    { isOdd: true },
    ({ orders }) =>
      orders.some(({ denialCode }) => denialCode === "VENUE_DEGRADED"),
  );
  await story.until(
    "both are in the log",
    { isOdd: true },
    () =>
      venue.sources.every((source) =>
        arena.stderr.includes(`"source":"${source}"`)
      ),
  );
  const rejected = await story.metric("arena_frames_rejected_total");
  venue.restore();
  const recovered = await story.until(
    "it makes sense again, and that is told",
    { isOdd: false },
    ({ venue }) => venue.status === "connected" && told().length > 1,
  );
  assertEquals(told(), ["venue_degraded", "venue_recovered"]);
  await onlooker.seesWell();
  assertEquals(await story.metric("arena_venue_degraded"), 0);
  await story.until(
    "an order again",
    { isOdd: false },
    (view) => ordersIn(view) > ordersIn(recovered),
  );
  const { stderr } = await arena.stop();
  checkLog(stderr, venue, rejected);
  for (const secret of venue.secrets) {
    assert(!stderr.includes(secret), "a key in the log");
    assert(!webhook.bodies.join().includes(secret), "a key in an alert");
  }
  const rows = await store.rows();
  checkJournaled(rows.map(({ entry }) => entry));
}

/** Checks that the log has a sample of what did not make sense, none of it at length. */
function checkLog(
  stderr: string,
  { sources }: ChangingVenue,
  rejected: number,
): void {
  assert(stderr.includes("the venue is degraded and nothing is traded"));
  assert(stderr.includes("the venue makes sense again"));
  const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
  for (const line of lines) {
    assertLess(line.length, LINE_CHARACTERS_MAX, line.slice(0, 500));
  }
  const samples = lines.map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === "a venue frame was rejected");
  assertEquals(
    [...new Set(samples.map(({ source }) => String(source)))].sort(),
    [...sources].sort(),
  );
  assertGreaterOrEqual(rejected, UNKNOWN_MIN);
  for (const source of sources) {
    const atMs = samples.filter((sample) => sample.source === source)
      .map(({ time }) => Number(time));
    const minutes = (Math.max(...atMs) - Math.min(...atMs)) / 60_000;
    // The log's minutes and these begin at different times.
    const linesMax = SAMPLES_PER_MINUTE * (Math.floor(minutes) + 2);
    assertLessOrEqual(atMs.length, linesMax, source);
  }
}

/** Places of the rows that `accepts` holds for. */
function placesOf(
  entries: readonly JournalEntry[],
  accepts: (entry: JournalEntry) => boolean,
): readonly number[] {
  return entries.flatMap((entry, at) => accepts(entry) ? [at] : []);
}

/** Checks that nothing left between the first denial and the last one, and that the lie is in no row. */
function checkJournaled(entries: readonly JournalEntry[]): void {
  const denied = placesOf(
    entries,
    (entry) => entry.kind === "order_denied" && entry.code === "VENUE_DEGRADED",
  );
  const sent = placesOf(entries, ({ kind }) => kind === "order_submitted");
  const [first = 0, last = 0] = [denied[0], denied.at(-1)];
  assertGreater(denied.length, 0);
  assertEquals(sent.filter((at) => at > first && at < last), []);
  assert(sent.some((at) => at < first) && sent.some((at) => at > last));
  const lie = BigInt(Math.round(Number(LIE) * Number(MICROS)));
  const believed = entries.filter((entry) => holds(entry, [lie, LIE]));
  assertEquals(believed, []);
}

/** Whether one of `values` is anywhere within `where`. */
function holds(where: unknown, values: readonly unknown[]): boolean {
  if (values.includes(where)) return true;
  return typeof where === "object" && where !== null &&
    Object.values(where).some((part) => holds(part, values));
}
