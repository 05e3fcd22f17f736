import type { ModelAnswer } from "../../domain/model_answer.ts";

/** Why a reply is no answer: each is asked about once more, and counted if it comes again. */
export const ANSWER_FAULTS = [
  "no_text",
  "refused",
  "no_json",
  "broken_json",
  "several_answers",
  "wrong_schema",
] as const;

/** What kind of failure it was. */
export type AnswerFault = typeof ANSWER_FAULTS[number];

/** What became of a reply's text. Nothing is ever filled in or guessed. */
export type ParsedAnswer =
  | { readonly kind: "decoded"; readonly answer: ModelAnswer }
  | {
    readonly kind: "malformed";
    readonly fault: AnswerFault;
    /** One sentence that tells the model what to mend: field and rule, at most 500 characters. */
    readonly detail: string;
  };

/** Reads the answer out of a reply's text, which may wrap it in prose or a fenced block. Never throws. */
export type ParseAnswer = (text: string) => ParsedAnswer;
