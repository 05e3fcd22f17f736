import type { ArenaView } from "../../domain/view.ts";

/** The arena's name, and whether its money is real. */
export function Brand({ mode }: Pick<ArenaView, "mode">) {
  return (
    <h1 class="brand">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <rect class="brand-tile" width="32" height="32" rx="7" />
        <path
          class="brand-alpha"
          d="M24.5 9.5c-2 7.5-5.2 13-9.3 13-3.4 0-5.7-2.8-5.7-6.5s2.3-6.5 5.7-6.5c4.4 0 6.3 5.6 8.6 12.5"
        />
      </svg>
      <span>Alpha Arena</span>
      <span class={`tag tag-${mode}`}>{mode}</span>
    </h1>
  );
}
