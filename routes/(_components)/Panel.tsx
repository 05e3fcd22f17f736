import type { ComponentChildren } from "preact";

interface PanelProps {
  /** Makes the heading's id, and names the panel in the style sheet. */
  readonly name: string;
  readonly title: string;
  /** A short remark beside the title. */
  readonly note?: string;
  readonly children: ComponentChildren;
}

/** One titled section of the page. */
export function Panel({ name, title, note, children }: PanelProps) {
  return (
    <section class={`panel panel-${name}`} aria-labelledby={`${name}-title`}>
      <div class="panel-head">
        <h2 id={`${name}-title`}>{title}</h2>
        {note === undefined ? null : <p class="note">{note}</p>}
      </div>
      {children}
    </section>
  );
}

interface EmptyProps {
  readonly children: ComponentChildren;
}

/** Says what is happening where there is nothing to show yet. */
export function Empty({ children }: EmptyProps) {
  return (
    <p class="empty">
      <span class="pulse" aria-hidden="true" />
      {children}
    </p>
  );
}
