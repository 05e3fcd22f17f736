import type { ComponentChildren } from "preact";
import { Empty, Panel } from "./Panel.tsx";

interface ClassBoardProps<Class> {
  readonly name: string;
  readonly title: string;
  /** What the numbers of a cell are. */
  readonly note: string;
  /** Stands where there is no class yet. */
  readonly empty: string;
  readonly rows: readonly {
    readonly name: string;
    readonly classes: readonly Class[];
  }[];
  /** Returns the numbers of a cell. */
  readonly figuresOf: (one: Class) => ComponentChildren;
}

/** Figures of contestants by a class of markets or forecasts: one column each. */
export function ClassBoard<Class extends { readonly name: string }>(
  { name, title, note, empty, rows, figuresOf }: ClassBoardProps<Class>,
) {
  const names = [
    ...new Set(rows.flatMap(({ classes }) => classes.map(({ name }) => name))),
  ];
  return (
    <Panel name={name} title={title} note={note}>
      {names.length === 0 ? <Empty>{empty}</Empty> : (
        <div
          class="across"
          tabIndex={0}
          role="region"
          aria-labelledby={`${name}-title`}
        >
          <table class="board board-plain">
            <thead>
              <tr>
                <th scope="col">Contestant</th>
                {names.map((column) => (
                  <th key={column} scope="col" class="right">{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  {names.map((column) => {
                    const found = row.classes.find(({ name }) =>
                      name === column
                    );
                    return found === undefined
                      ? <td key={column} class="right num quiet">–</td>
                      : (
                        <td key={column} class="right num">
                          {figuresOf(found)}
                        </td>
                      );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
