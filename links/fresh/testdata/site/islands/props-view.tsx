import type { ReadonlySignal } from "@preact/signals";

interface Shown {
  text: string;
  big: bigint;
  at: Date;
  map: Map<string, number>;
  set: Set<string>;
  odd: unknown[];
  twice: ReadonlySignal<number>;
}

/** Shows what arrives, so that server and browser can be compared. */
export default function PropsView(
  { text, big, at, map, set, odd, twice }: Shown,
) {
  const shown = [
    text,
    big + 1n,
    at.toISOString(),
    map.get("a"),
    [...set].join("+"),
    odd.map((item) => Object.is(item, -0) ? "-0" : String(item)).join("/"),
    twice.value,
  ];
  return <output class="props">{shown.join(" ")}</output>;
}
