import type {
  JsonObject,
  JsonValue,
  ModelDelta,
  ModelReply,
  ToolCall,
} from "../actors/ports/model.ts";
import type { ChatChunk, ChatContent, ChatUsage } from "./chat_schema.ts";

interface ToolDraft {
  id: string;
  name: string;
  argumentsText: string;
}

/** What a stream has said so far: a reply without what only its end tells. */
export type ReplyDraft = Pick<
  ModelReply,
  | "id"
  | "model"
  | "provider"
  | "text"
  | "reasoning"
  | "reasoningDetails"
  | "toolCalls"
  | "refusal"
>;

/** Characters of text, reasoning and arguments that one reply may have together. */
export const REPLY_CHARACTERS_MAX = 1_000_000;

/** Joins the pieces of one reply. Keeps the first finish reason: the usage comes after it, in a chunk without one. */
export class ReplyBuilder {
  readonly #onDelta: (delta: ModelDelta) => void;
  readonly #onId: (id: string) => void;
  #id: string | null = null;
  #model: string | null = null;
  #provider: string | null = null;
  #text = "";
  #reasoning = "";
  #refusal = "";
  #reasoningDetails: JsonValue[] = [];
  #tools: ToolDraft[] = [];
  #finishReason: string | null = null;
  #usage: ChatUsage | null = null;
  #characters = 0;

  /** @param onId Hears how the provider names the reply, once. @default {nobody does} */
  constructor(
    onDelta: (delta: ModelDelta) => void,
    onId: (id: string) => void = () => {},
  ) {
    this.#onDelta = onDelta;
    this.#onId = onId;
  }

  /** Why it ended, in the router's word; `null` before it says. */
  get finishReason(): string | null {
    return this.#finishReason;
  }

  /** What was counted; `null` before it is told. */
  get usage(): ChatUsage | null {
    return this.#usage;
  }

  /** Characters of text, reasoning and arguments so far. */
  get characters(): number {
    return this.#characters;
  }

  /** Whether it wants a tool used. */
  get hasToolCalls(): boolean {
    return this.#tools.length > 0;
  }

  /** Whether any piece of the reply has come: from then on a second try would repeat it to whoever listens. */
  get hasBegun(): boolean {
    return this.#characters > 0;
  }

  /** Takes the next piece. */
  add(chunk: ChatChunk): void {
    if (this.#id === null && chunk.id) this.#onId(chunk.id);
    this.#id ??= chunk.id ?? null;
    this.#model ??= chunk.model ?? null;
    this.#provider ??= chunk.provider ?? null;
    this.#usage = chunk.usage ?? this.#usage;
    // Only one choice is ever asked for; a chunk of usage alone has none.
    const choice = chunk.choices?.[0];
    if (choice === undefined) return;
    const content = choice.delta ?? choice.message;
    if (content) this.#addContent(content);
    this.#finishReason ??= choice.finish_reason ?? null;
  }

  /** Returns what was joined. @param asked The model that was asked, where the reply does not name one. */
  draft(asked: string): ReplyDraft {
    return {
      id: this.#id,
      model: this.#model ?? asked,
      provider: this.#provider,
      text: this.#text,
      reasoning: this.#reasoning,
      reasoningDetails: this.#reasoningDetails,
      toolCalls: this.#tools.filter(Boolean).map(finishedCall),
      refusal: this.#refusal === "" ? null : this.#refusal,
    };
  }

  #addContent(content: ChatContent): void {
    const reasoning = content.reasoning ?? content.reasoning_content ?? "";
    if (reasoning !== "") {
      this.#reasoning += reasoning;
      this.#onDelta({ kind: "reasoning", text: reasoning });
    }
    const text = content.content ?? "";
    if (text !== "") {
      this.#text += text;
      this.#onDelta({ kind: "text", text });
    }
    const refusal = content.refusal ?? "";
    this.#refusal += refusal;
    this.#characters += reasoning.length + text.length + refusal.length;
    for (const detail of content.reasoning_details ?? []) {
      this.#addReasoningDetail(detail);
    }
    for (const [place, call] of (content.tool_calls ?? []).entries()) {
      this.#addToolCall(call.index ?? null, place, call);
    }
  }

  /** Sent back later as if it had come whole: pieces of one entry are joined, and its last fields hold. */
  #addReasoningDetail(detail: JsonValue): void {
    const last = this.#reasoningDetails.at(-1);
    if (!isRecord(detail) || !isRecord(last) || !isSameEntry(last, detail)) {
      this.#reasoningDetails.push(detail);
      return;
    }
    const joined: Record<string, JsonValue> = { ...last };
    for (const [key, value] of Object.entries(detail)) {
      const before = joined[key];
      joined[key] = SPOKEN.has(key) && typeof value === "string"
        ? `${typeof before === "string" ? before : ""}${value}`
        : value ?? before ?? null;
    }
    this.#reasoningDetails[this.#reasoningDetails.length - 1] = joined;
  }

  #addToolCall(
    index: number | null,
    place: number,
    { id, function: called }: NonNullable<ChatContent["tool_calls"]>[number],
  ): void {
    // A server that does not number its calls sends each whole, under an id of its own.
    const at = index ?? (id ? this.#tools.length : place);
    const draft = this.#tools[at] ??= { id: "", name: "", argumentsText: "" };
    const given = called?.arguments ?? "";
    const argumentsText = typeof given === "string"
      ? given
      : JSON.stringify(given);
    if (draft.id === "") draft.id = id ?? "";
    if (draft.name === "") draft.name = called?.name ?? "";
    draft.argumentsText += argumentsText;
    this.#characters += draft.name.length + argumentsText.length;
  }
}

/** Fields of a reasoning detail that come in pieces. */
const SPOKEN: ReadonlySet<string> = new Set(["text", "summary", "data"]);

function isRecord(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSameEntry(left: JsonObject, right: JsonObject): boolean {
  return left["type"] === right["type"] && "index" in left &&
    left["index"] === right["index"];
}

/** Some upstreams leave out the arguments of a tool that has none, and some the id. */
function finishedCall(
  { id, name, argumentsText }: ToolDraft,
  place: number,
): ToolCall {
  return {
    id: id === "" ? `call_${place}` : id,
    name,
    argumentsText: argumentsText.trim() === "" ? "{}" : argumentsText,
  };
}
