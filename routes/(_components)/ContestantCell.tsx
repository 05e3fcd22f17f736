interface ContestantCellProps {
  readonly row: {
    readonly contestantName: string;
    readonly strategy: string;
    readonly unlisted: string | null;
  };
}

/** Names a contestant, says what drives it, and why it has no rank. */
export function ContestantCell({ row }: ContestantCellProps) {
  return (
    <th scope="row">
      {row.contestantName}
      <small class="chip">{row.strategy}</small>
      {row.unlisted === null
        ? null
        : <small data-testid="unlisted">{row.unlisted}</small>}
    </th>
  );
}
