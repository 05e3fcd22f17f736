import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What can be drawn into a container and taken out again. */
interface Destroyable {
  destroy(): void;
}

/** Where a plot goes, and the one that is there now. */
interface KeptPlot<Plot> {
  readonly container: RefObject<HTMLDivElement>;
  readonly plot: { readonly current: Plot | null };
}

/**
 * Keeps a plot in its container: drawn anew by the newest `make` where its size, the colors or one of `inputs` change.
 * Nothing is drawn while there is no container.
 */
export function usePlot<Plot extends Destroyable>(
  make: (container: HTMLElement) => Plot,
  inputs: readonly unknown[] = [],
): KeptPlot<Plot> {
  const container = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const latest = useRef(make);
  latest.current = make;
  useEffect(() => {
    const { current: element } = container;
    if (element === null) return;
    const redraw = () => {
      plot.current?.destroy();
      plot.current = latest.current(element);
    };
    const resized = new ResizeObserver(redraw);
    resized.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", redraw);
    return () => {
      resized.disconnect();
      scheme.removeEventListener("change", redraw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, inputs);
  return { container, plot };
}
