import type { ScoreClass } from "../../domain/view_boards.ts";
import { score, signedScore } from "./board_text.ts";
import { count } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface ClassBoardProps {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly {
    readonly name: string;
    readonly classes: readonly ScoreClass[];
  }[];
}

/** Scores by a class of forecasts: one column each. */
export function ClassBoard({ name, title, rows }: ClassBoardProps) {
  const names = [
    ...new Set(rows.flatMap(({ classes }) => classes.map(({ name }) => name))),
  ];
  return (
    <Panel name={name} title={title} note="alpha; Brier score of how many">
      {names.length === 0
        ? <Empty>Waiting for the first market to resolve…</Empty>
        : (
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
                    {names.map((column) => (
                      <Cell
                        key={column}
                        found={row.classes.find(({ name }) => name === column)}
                      />
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </Panel>
  );
}

function Cell({ found }: { readonly found: ScoreClass | undefined }) {
  if (found === undefined) return <td class="right num quiet">–</td>;
  return (
    <td class="right num">
      {signedScore(found.alpha)}
      <small>{score(found.brier)} of {count(found.n)}</small>
    </td>
  );
}
