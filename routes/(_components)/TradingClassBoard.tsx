import type { TradingClass } from "../../domain/view_boards.ts";
import { count, signedDollars } from "./format.ts";
import { Empty, Panel } from "./Panel.tsx";

interface TradingClassBoardProps {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly {
    readonly name: string;
    readonly classes: readonly TradingClass[];
  }[];
}

/** Profits by a class of markets: one column each. */
export function TradingClassBoard(
  { name, title, rows }: TradingClassBoardProps,
) {
  const names = [
    ...new Set(rows.flatMap(({ classes }) => classes.map(({ name }) => name))),
  ];
  return (
    <Panel name={name} title={title} note="net of fees; fills">
      {names.length === 0 ? <Empty>Waiting for the first fill…</Empty> : (
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

function Cell({ found }: { readonly found: TradingClass | undefined }) {
  if (found === undefined) return <td class="right num quiet">–</td>;
  return (
    <td class="right num">
      {signedDollars(found.netPnl)}
      <small>{count(found.fills)}</small>
    </td>
  );
}
