import type { Message, Question, Stage, Target } from "./stage.ts";

/** Opens a stage of async generators: each actor is a `for await` loop over one that waits for messages. */
export function openGeneratorStage(): Promise<Stage> {
  const inboxes: GeneratorInbox[] = [];
  return Promise.resolve({
    spawn<Sent extends Message>(
      _name: string,
      receive: (message: Sent) => void,
    ): Target<Sent> {
      const inbox = new GeneratorInbox();
      inboxes.push(inbox);
      void consume(inbox, receive as (message: Message) => void);
      return inbox;
    },
    askInTurn: askByPromise,
    async stop() {
      for (const inbox of inboxes) inbox.close();
      await Promise.resolve();
    },
  });
}

/** Opens a stage of message channels: each message is cloned and comes in a turn of the event loop. */
export function openChannelStage(): Promise<Stage> {
  const channels: MessageChannel[] = [];
  return Promise.resolve({
    spawn<Sent extends Message>(
      _name: string,
      receive: (message: Sent) => void,
    ): Target<Sent> {
      const channel = new MessageChannel();
      channels.push(channel);
      channel.port2.onmessage = ({ data }) => receive(data);
      return { tell: (message) => channel.port1.postMessage(message) };
    },
    stop() {
      for (const { port1, port2 } of channels) {
        port1.close();
        port2.close();
      }
      return Promise.resolve();
    },
  });
}

class GeneratorInbox {
  #queued: Message[] = [];
  #wake: (() => void) | null = null;
  #isClosed = false;

  tell(message: Message): void {
    this.#queued.push(message);
    this.#wake?.();
    this.#wake = null;
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *messages(): AsyncGenerator<Message> {
    while (!this.#isClosed) {
      const batch = this.#queued;
      this.#queued = [];
      for (const message of batch) yield message;
      if (this.#queued.length > 0 || this.#isClosed) continue;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}

async function consume(
  inbox: GeneratorInbox,
  receive: (message: Message) => void,
): Promise<void> {
  for await (const message of inbox.messages()) receive(message);
}

async function askByPromise(
  echo: Target<Question>,
  count: number,
): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const { promise, resolve } = Promise.withResolvers<number>();
    echo.tell({ type: "question", replyTo: { tell: resolve } });
    await promise;
  }
}
