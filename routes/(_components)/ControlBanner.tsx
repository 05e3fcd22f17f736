import type { ControlsView } from "../../domain/view_controls.ts";
import { count } from "./format.ts";

interface ControlBannerProps {
  readonly controls: ControlsView;
}

/** What keeps orders from passing, in plain words; nothing while everything may trade. */
export function ControlBanner({ controls }: ControlBannerProps) {
  const lines = linesOf(controls);
  if (lines.length === 0) return null;
  return (
    <div
      class="banner"
      role="status"
      data-testid="controls"
      data-state={controls.trading.state}
    >
      {lines.map((line) => <p key={line}>{line}</p>)}
    </div>
  );
}

function linesOf(
  { trading, circuits, deadLetters }: ControlsView,
): readonly string[] {
  const state = trading.state === "active"
    ? []
    : [`Trading is ${trading.state}: ${trading.detail ?? ""}`];
  const open = circuits.map(({ venue, circuit, detail }) =>
    `The circuit to ${venue} is ${circuit.replace("_", " ")}: ${detail}`
  );
  const waiting = deadLetters.length === 0 ? [] : [
    `${
      count(deadLetters.length)
    } orders wait for an operator: nobody knows what became of them.`,
  ];
  return [...state, ...open, ...waiting];
}
