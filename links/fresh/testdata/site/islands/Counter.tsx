import type { Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { IS_BROWSER } from "fresh/runtime";

/** Counts by a step; two of them may share one signal. */
export default function Counter(
  { count, step }: { count: Signal<number>; step: number },
) {
  const [isLive, setIsLive] = useState(false);
  useEffect(() => setIsLive(IS_BROWSER), []);
  return (
    <button
      type="button"
      class="counter"
      data-live={String(isLive)}
      onClick={() => count.value += step}
    >
      {count}
    </button>
  );
}
