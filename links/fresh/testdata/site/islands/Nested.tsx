import type { Signal } from "@preact/signals";
import Counter from "./Counter.tsx";

/** An island inside an island is a plain component. */
export function Nested({ count }: { count: Signal<number> }) {
  return (
    <div class="nested">
      <Counter count={count} step={100} />
    </div>
  );
}
