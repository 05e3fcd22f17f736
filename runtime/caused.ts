/** A message outside the mailbox, with the number of the message that caused it, for tracing. */
export interface Caused<Message> {
  readonly message: Message;
  readonly cause: number;
}
