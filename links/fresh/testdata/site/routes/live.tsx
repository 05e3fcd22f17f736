import { computed, signal } from "@preact/signals";
import Counter from "../islands/Counter.tsx";
import { Nested } from "../islands/Nested.tsx";
import Props from "../islands/props-view.tsx";
import { define } from "../state.ts";

export default define.page(() => {
  const count = signal(3);
  const twice = computed(() => count.value * 2);
  return (
    <main>
      <Counter count={count} step={2} />
      <Counter count={count} step={10} />
      <Nested count={count} />
      <Props
        text="near </script><!-- the end"
        big={9_007_199_254_740_993n}
        at={new Date(86_400_000)}
        map={new Map([["a", 1]])}
        set={new Set(["x", "y"])}
        odd={[undefined, NaN, Infinity, -0, null]}
        twice={twice}
      />
    </main>
  );
});
