/** A message outside the mailbox with what caused it, for tracing: 0 when nobody has said. */
export interface Caused<Message> {
  readonly message: Message;
  readonly cause: number;
}
