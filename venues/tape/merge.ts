import { compareStamped, type StampedLine } from "./stamped_line.ts";

const BATCH_LENGTH_MAX = 1_024;

/** The next line of one source, with the batch that it came in. */
interface Head {
  readonly batches: AsyncIterator<readonly StampedLine[]>;
  batch: readonly StampedLine[];
  index: number;
}

/**
 * Merges sources into one stream, in batches of up to 1,024 lines.
 *
 * - The earliest next line comes first; ties go by rank, then sequence, then the order of `sources`.
 * - Lines of one source keep their order, also where their times go back.
 * - The result depends on the content of the sources alone, not on how fast they are read.
 */
export async function* mergeStamped(
  sources: readonly AsyncIterable<readonly StampedLine[]>[],
): AsyncGenerator<readonly StampedLine[]> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    yield* mergeHeads(iterators);
  } finally {
    // A consumer that stops early must not leave files open.
    for (const iterator of iterators) await iterator.return?.();
  }
}

async function* mergeHeads(
  iterators: readonly AsyncIterator<readonly StampedLine[]>[],
): AsyncGenerator<readonly StampedLine[]> {
  const heads: Head[] = [];
  for (const batches of iterators) {
    const head: Head = { batches, batch: [], index: 0 };
    if (await refill(head)) heads.push(head);
  }
  let merged: StampedLine[] = [];
  while (heads.length > 0) {
    const [first, second] = earliestTwo(heads);
    takeRun(heads[first], heads[second], { isTieOurs: first < second, merged });
    if (merged.length >= BATCH_LENGTH_MAX) {
      yield merged;
      merged = [];
    }
    const head = heads[first];
    if (
      head !== undefined && head.index >= head.batch.length &&
      !(await refill(head))
    ) heads.splice(first, 1);
  }
  if (merged.length > 0) yield merged;
}

async function refill(head: Head): Promise<boolean> {
  for (;;) {
    const next = await head.batches.next();
    if (next.done === true) return false;
    if (next.value.length === 0) continue;
    head.batch = next.value;
    head.index = 0;
    return true;
  }
}

/** Returns the places of the earliest and the second earliest head; the second is −1 if there is none. */
function earliestTwo(heads: readonly Head[]): [first: number, second: number] {
  let first = 0;
  let second = -1;
  for (let place = 1; place < heads.length; place++) {
    if (isEarlier(heads[place], heads[first])) {
      second = first;
      first = place;
    } else if (second === -1 || isEarlier(heads[place], heads[second])) {
      second = place;
    }
  }
  return [first, second];
}

function isEarlier(left: Head | undefined, right: Head | undefined): boolean {
  const leftLine = left?.batch[left.index];
  const rightLine = right?.batch[right.index];
  return leftLine !== undefined && rightLine !== undefined &&
    compareStamped(leftLine, rightLine) < 0;
}

/** Moves lines over for as long as they come before the other head's next one. */
function takeRun(
  head: Head | undefined,
  other: Head | undefined,
  run: { readonly isTieOurs: boolean; readonly merged: StampedLine[] },
): void {
  if (head === undefined) return;
  const limit = other?.batch[other.index];
  while (
    head.index < head.batch.length && run.merged.length < BATCH_LENGTH_MAX
  ) {
    const line = head.batch[head.index];
    if (line === undefined) return;
    if (limit !== undefined) {
      const order = compareStamped(line, limit);
      if (order > 0 || (order === 0 && !run.isTieOurs)) return;
    }
    run.merged.push(line);
    head.index++;
  }
}
