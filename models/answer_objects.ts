/** A stretch of a reply between braces. */
export interface AnswerObject {
  /** As the model wrote it, braces included; to the end of the reply where it is not closed. */
  readonly text: string;
  /** What JSON reads it as; `null` where it is none. */
  readonly value: Readonly<Record<string, unknown>> | null;
}

const THOUGHT_END = /<\/(think|thinking|reasoning)>/gi;

/**
 * Returns what a model says after it has thought aloud. Some models write their thoughts into the reply, and many of
 * those without an opening tag: whatever stands before the last closing one is a thought.
 */
export function spokenText(text: string): string {
  const end = [...text.matchAll(THOUGHT_END)].at(-1);
  return (end === undefined ? text : text.slice(end.index + end[0].length))
    .trim();
}

/**
 * Returns the outermost objects in `text`, in order: in prose, in a fenced block or alone. Braces inside JSON texts do
 * not count. Nothing is mended: an object that JSON does not read is told as that.
 */
export function answerObjects(text: string): readonly AnswerObject[] {
  const found: AnswerObject[] = [];
  for (
    let start = text.indexOf("{");
    start >= 0;
    start = text.indexOf("{", start)
  ) {
    const end = closingBrace(text, start);
    const object = text.slice(start, end);
    found.push({ text: object, value: readObject(object) });
    start = end;
  }
  return found;
}

/** Returns the place after the brace that closes the one at `start`; the end of the text where none does. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character === "\\") at += 1;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function readObject(text: string): AnswerObject["value"] {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
