import type { PerpetualsView } from "../../domain/view_perpetuals.ts";
import { inksOf } from "./inks.ts";
import { Ledger } from "./Ledger.tsx";
import { positionColumns } from "./perpetual_columns.tsx";

interface HeldPerpetualsProps {
  readonly perpetuals: PerpetualsView;
  readonly contestantId: string;
}

/** What one contestant holds of perpetuals; nothing where none are traded. */
export function HeldPerpetuals(
  { perpetuals: { markets, positions }, contestantId }: HeldPerpetualsProps,
) {
  if (markets.length === 0) return null;
  return (
    <Ledger
      name="positions"
      title="Perpetuals held"
      testId="perpetual-position"
      empty="It holds no perpetual."
      items={positions.filter((held) => held.contestantId === contestantId)}
      inks={inksOf([contestantId], new Map())}
      since={Infinity}
      columns={positionColumns(markets)}
    />
  );
}
