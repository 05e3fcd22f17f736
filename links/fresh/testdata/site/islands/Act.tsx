/** Wants what cannot be sent to a browser. */
export function Act({ act }: { act: () => void }) {
  return <b>{typeof act}</b>;
}
