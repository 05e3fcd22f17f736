import type { VNode } from "preact";
import { Empty, Panel } from "./Panel.tsx";

/** A column of figures behind rank and contestant. */
export interface FigureColumn {
  readonly title: string;
  /** Small print below the title. */
  readonly detail?: string;
}

interface FiguresBoardProps {
  /** Of the panel, unique on the page. */
  readonly name: string;
  readonly title: string;
  readonly note: string;
  /** Read out before the table. */
  readonly caption: string;
  readonly columns: readonly FigureColumn[];
  /** A row per contestant, the best first. */
  readonly children: readonly VNode[];
}

/** A board with a rank, a contestant and one column per figure; on narrow pages it scrolls sideways. */
export function FiguresBoard(
  { name, title, note, caption, columns, children }: FiguresBoardProps,
) {
  return (
    <Panel name={name} title={title} note={note}>
      {children.length === 0
        ? <Empty>Waiting for the first contestant to enroll…</Empty>
        : (
          <div
            class="across"
            tabIndex={0}
            role="region"
            aria-labelledby={`${name}-title`}
          >
            <table class="board figures-board">
              <caption class="visually-hidden">{caption}</caption>
              <thead>
                <tr>
                  <th scope="col">
                    <span class="visually-hidden">Rank</span>
                  </th>
                  <th scope="col">Contestant</th>
                  {columns.map((column) => (
                    <th key={column.title} scope="col" class="right">
                      {column.title}
                      {column.detail === undefined
                        ? null
                        : <small>{column.detail}</small>}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>{children}</tbody>
            </table>
          </div>
        )}
    </Panel>
  );
}
