import {
  ATTRIBUTION_PARTS,
  type AttributionPart,
} from "../../domain/attribution.ts";
import type { ContestantView } from "../../domain/view.ts";
import { ContestantMark } from "./ContestantMark.tsx";
import { direction, signedDollars } from "./format.ts";
import type { Inks } from "./inks.ts";
import { Panel } from "./Panel.tsx";

const PARTS = Object.entries(ATTRIBUTION_PARTS) as [AttributionPart, string][];

interface AttributionBoardProps {
  readonly contestants: readonly ContestantView[];
  readonly inks: Inks;
}

/** Where everybody's profit came from: edge, sizing, execution, costs and luck, over all closed trades. */
export function AttributionBoard({ contestants, inks }: AttributionBoardProps) {
  return (
    <Panel
      name="attribution"
      title="Where the profit came from"
      note="closed trades; the parts add up"
    >
      <div
        class="across"
        tabIndex={0}
        role="region"
        aria-labelledby="attribution-title"
      >
        <table class="board">
          <caption class="visually-hidden">
            Parts of each contestant's profit or loss
          </caption>
          <thead>
            <tr>
              <th scope="col">Contestant</th>
              {PARTS.map(([part, meaning]) => (
                <th key={part} scope="col" class="right" title={meaning}>
                  {part}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {contestants.map(({ id, name, attribution, offset }) => (
              <tr key={id} data-testid="attribution" data-offset={offset}>
                <th scope="row">
                  <ContestantMark id={id} inks={inks} />
                  {name}
                </th>
                {PARTS.map(([part]) => (
                  <td key={part} class="right num">
                    <span
                      class={`sign sign-${
                        direction(Number(attribution[part]))
                      }`}
                    >
                      {signedDollars(attribution[part])}
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
