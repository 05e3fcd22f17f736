/** No route, although it lies among them. */
export function Badge({ text }: { text: string }) {
  return <b class="badge">{text}</b>;
}
