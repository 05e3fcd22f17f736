import type { MarketView } from "../../domain/view.ts";

interface HeldNoteProps {
  readonly markets: readonly MarketView[];
}

/** Says which results are not paid yet, so that nobody takes a board for more than it is; nothing where all are. */
export function HeldNote({ markets }: HeldNoteProps) {
  const held = markets.filter((market) => market.held !== null);
  if (held.length === 0) return null;
  return (
    <section class="banner banner-reducing" data-testid="held">
      <p>
        Held for an operator, and in no figure below:{" "}
        {held.map(({ title }) => title).join(", ")}
      </p>
    </section>
  );
}
