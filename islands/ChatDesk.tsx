import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import {
  CHAT_MESSAGE_LENGTH_MAX,
  CHAT_MESSAGES_MAX,
  type ChatEvent,
  type ChatMessage,
} from "../domain/view_chat.ts";
import { readChatEvents } from "../routes/(_client)/chat_reader.ts";

const EXAMPLES = ["Who leads?", "What is open?", "What did fees cost?"];

/** A message as it is shown. */
interface Line extends ChatMessage {
  /** What stands under an answer. */
  readonly note: string;
}

/** A conversation with the arena's analyst. It is kept nowhere. */
export default function ChatDesk() {
  const lines = useSignal<readonly Line[]>([]);
  const draft = useSignal("");
  const isAnswering = useSignal(false);

  async function ask(question: string): Promise<void> {
    const text = question.trim();
    if (text === "" || isAnswering.value) return;
    isAnswering.value = true;
    draft.value = "";
    const asked: Line = { role: "visitor", text, note: "" };
    const before = [...lines.value, asked];
    const show = (answer: Line) => lines.value = [...before, answer];
    let answer: Line = { role: "analyst", text: "", note: "thinking…" };
    show(answer);
    try {
      const body = await post(before);
      for await (const event of readChatEvents(body)) {
        show(answer = withEvent(answer, event));
      }
    } catch (error) {
      const note = error instanceof Refusal
        ? error.message
        : "The answer broke off. Ask again.";
      show({ ...answer, note });
    }
    isAnswering.value = false;
  }

  function onSubmit(event: JSX.TargetedSubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    ask(draft.value);
  }

  return (
    <div class="chat">
      <ChatLines lines={lines.value} />
      {lines.value.length > 0 ? null : <Examples onPick={ask} />}
      <form class="chat-form" onSubmit={onSubmit}>
        <label class="visually-hidden" for="chat-question">Your question</label>
        <input
          id="chat-question"
          name="question"
          autocomplete="off"
          placeholder="Why did momentum buy?"
          maxLength={CHAT_MESSAGE_LENGTH_MAX}
          value={draft.value}
          onInput={(event) => draft.value = event.currentTarget.value}
        />
        <button type="submit" disabled={isAnswering.value}>Ask</button>
      </form>
    </div>
  );
}

interface ChatLinesProps {
  readonly lines: readonly Line[];
}

function ChatLines({ lines }: ChatLinesProps) {
  return (
    <ol class="chat-lines" aria-live="polite">
      {lines.map(({ role, text, note }, index) => (
        <li
          key={index}
          class={`chat-line chat-${role}`}
          data-testid={`chat-${role}`}
        >
          <p>{text}</p>
          {note === "" ? null : <small>{note}</small>}
        </li>
      ))}
    </ol>
  );
}

interface ExamplesProps {
  readonly onPick: (question: string) => void;
}

function Examples({ onPick }: ExamplesProps) {
  return (
    <p class="chat-examples">
      {EXAMPLES.map((example) => (
        <button
          type="button"
          key={example}
          onClick={() => onPick(example)}
        >
          {example}
        </button>
      ))}
    </p>
  );
}

/** Raised where the arena says why it does not answer. */
class Refusal extends Error {
  override readonly name = "Refusal";
}

async function post(
  lines: readonly Line[],
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  // An answer that never came is nothing that was said.
  const messages = lines.filter(({ text }) => text !== "")
    .slice(-CHAT_MESSAGES_MAX)
    .map(({ role, text }) => ({
      role,
      text: text.slice(0, CHAT_MESSAGE_LENGTH_MAX),
    }));
  const response = await fetch("/api/chat", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages }),
  });
  if (response.status === 429) {
    throw new Refusal("Too many questions at once. Ask again in a minute.");
  }
  if (!response.ok || response.body === null) {
    throw new Error(
      `Cannot ask as the arena must answer with 200: current value is ${response.status}`,
    );
  }
  readToItsEnd(response.clone());
  return response.body;
}

/**
 * Has the browser read an answer too. Chromium cancels a request whose last bytes a script reads in the moment in
 * which it ends, and reports it as failed, though all of it has come; one that it reads itself it lets end.
 */
async function readToItsEnd(answer: Response): Promise<void> {
  // Whoever shows the answer is told of a connection that breaks.
  await answer.text().catch(() => {});
}

function withEvent(answer: Line, event: ChatEvent): Line {
  switch (event.kind) {
    case "text":
      return { ...answer, text: answer.text + event.text, note: "" };
    case "looked_up":
      return { ...answer, text: "", note: `looked up ${event.what}…` };
    case "started_over":
      return { ...answer, text: "", note: event.reason };
    case "ended":
      return {
        ...answer,
        note: event.source === "model"
          ? `by a model, from the arena's data up to journal row ${event.journalSequence}`
          : `no model answered: filled in from the arena's data up to journal row ${event.journalSequence}`,
      };
  }
}
