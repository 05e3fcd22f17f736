import type { z } from "zod";
import type {
  AnswerFault,
  ParsedAnswer,
} from "../actors/ports/answer_parser.ts";
import { canonicalJson } from "../domain/canonical_json.ts";
import { answerSchema } from "../domain/model_answer.ts";
import {
  type AnswerObject,
  answerObjects,
  spokenText,
} from "./answer_objects.ts";

/** What was found where an answer should be. */
export type ReadAnswer<Value> =
  | { readonly kind: "decoded"; readonly value: Value }
  | {
    readonly kind: "malformed";
    readonly fault: AnswerFault;
    readonly detail: string;
  };

/** How an answer is known among other objects, and what it must look like. */
export interface AnswerForm<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** A field that every answer has, and that nothing else in a reply does. */
  readonly mark: string;
}

const DETAIL_CHARACTERS_MAX = 500;
const ISSUES_MAX = 3;

const REFUSAL =
  /^\W*(i['’]?m sorry|i am sorry|sorry,|i apologi[sz]e|i (can(no|['’])t|cannot|won['’]t|am unable|['’]m unable|am not able))/i;

/**
 * Reads the arena's answer out of a reply's text. Never throws, mends nothing and guesses nothing: an answer is one
 * JSON object with all of its fields, wherever in the text it stands; two different ones are none.
 */
export function parseAnswer(text: string): ParsedAnswer {
  const read = readAnswer(text, { schema: answerSchema, mark: "action" });
  return read.kind === "decoded"
    ? { kind: "decoded", answer: read.value }
    : read;
}

/** Reads the one answer of a form out of a reply's text. */
export function readAnswer<Schema extends z.ZodType>(
  text: string,
  { schema, mark }: AnswerForm<Schema>,
): ReadAnswer<z.output<Schema>> {
  const spoken = spokenText(text);
  if (spoken === "") {
    return malformed(
      "no_text",
      "The reply has no text: answer with the JSON object",
    );
  }
  const objects = answerObjects(spoken);
  // One that is broken and one that is quoted could else be taken for the quoted one.
  const candidates = objects.length === 1
    ? objects
    : objects.filter((object) => isMarked(object, mark));
  const [only, ...others] = candidates;
  if (only === undefined) {
    return REFUSAL.test(spoken)
      ? malformed(
        "refused",
        "The reply refuses: answer with the JSON object, a hold is always allowed",
      )
      : malformed(
        "no_json",
        "The reply has no JSON object: answer with it alone",
      );
  }
  if (candidates.some(({ value }) => value === null)) {
    return malformed(
      "broken_json",
      `The JSON object cannot be read: ${jsonError(candidates)}`,
    );
  }
  const answers = candidates.map(({ value }) => schema.safeParse(value));
  const parsed = answers[0] ?? schema.safeParse(only.value);
  const isRepeated = answers.every(({ success, data }) =>
    success && canonicalJson(data) === canonicalJson(parsed.data)
  );
  if (others.length > 0 && !isRepeated) {
    return malformed(
      "several_answers",
      `The reply has ${candidates.length} different answers: give one`,
    );
  }
  return parsed.success
    ? { kind: "decoded", value: parsed.data }
    : malformed("wrong_schema", describeIssues(parsed.error));
}

function isMarked({ text, value }: AnswerObject, mark: string): boolean {
  return value === null ? text.includes(mark) : mark in value;
}

function jsonError(candidates: readonly AnswerObject[]): string {
  const broken = candidates.find(({ value }) => value === null);
  try {
    JSON.parse(broken?.text ?? "");
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return "it is not closed";
}

function describeIssues({ issues }: z.ZodError): string {
  return issues.slice(0, ISSUES_MAX).map(({ path, message }) =>
    `${path.join(".") || "the object"}: ${message}`
  ).join("; ");
}

function malformed(fault: AnswerFault, detail: string) {
  return {
    kind: "malformed",
    fault,
    detail: detail.slice(0, DETAIL_CHARACTERS_MAX),
  } as const;
}
