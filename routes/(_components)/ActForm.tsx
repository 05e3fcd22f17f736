import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ActRequest } from "../../domain/view_acts.ts";
import type { Choice } from "./act_choices.ts";
import {
  ACT_FIELDS,
  type ActField,
  type ActWords,
  OPERATOR_ACTS,
  type OperatorAct,
} from "./operator_acts.ts";

type Choices = Readonly<Record<ActField, readonly Choice[]>>;

interface ActFormProps {
  readonly choices: Choices;
  /** Carries an act out that was confirmed; false where the arena refused it. */
  readonly onAct: (request: ActRequest, reason: string) => Promise<boolean>;
}

const NO_WORDS: ActWords = {
  season: "",
  contestant: "",
  whom: "",
  event: "",
  pending: "",
  market: "",
  replacement: "",
  held: "",
  order: "",
  amount: "",
};

/** An act, and what its fields say. */
interface Draft {
  readonly act: OperatorAct;
  readonly words: ActWords;
  readonly reason: string;
}

const [FIRST] = OPERATOR_ACTS;

/** Has an operator choose an act and say why, and asks once more before it is carried out. */
export function ActForm({ choices, onAct }: ActFormProps) {
  const actId = useSignal(FIRST?.id ?? "");
  const picked = useSignal<ActWords>(NO_WORDS);
  const reason = useSignal("");
  const draft = useSignal<Draft | null>(null);
  const isUnderWay = useSignal(false);
  const act = OPERATOR_ACTS.find(({ id }) => id === actId.value);
  if (act === undefined) return null;
  const words = withDefaults(picked.value, choices);

  function onSubmit(event: JSX.TargetedSubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (act === undefined) return;
    draft.value = { act, words, reason: reason.value.trim() };
  }

  async function confirm({ act, words, reason: why }: Draft): Promise<void> {
    draft.value = null;
    isUnderWay.value = true;
    if (await onAct(act.requestOf(words), why)) {
      reason.value = "";
      picked.value = { ...picked.value, amount: "" };
    }
    isUnderWay.value = false;
  }

  const isMissing = act.fields.some((field) =>
    !ACT_FIELDS[field].isFree && choices[field].length === 0
  );
  return (
    <>
      <form onSubmit={onSubmit}>
        <fieldset class="act-form" disabled={isUnderWay.value}>
          <ActChoice act={act} onPick={(id) => actId.value = id} />
          {act.fields.map((field) => (
            <Field
              key={field}
              field={field}
              value={words[field]}
              choices={choices[field]}
              onChange={(word) =>
                picked.value = { ...picked.value, [field]: word }}
            />
          ))}
          <Reason reason={reason} />
          <p class="act-buttons">
            <button type="submit" disabled={isMissing}>Go on…</button>
            {isMissing ? <span class="quiet">There is none.</span> : null}
          </p>
        </fieldset>
      </form>
      {draft.value === null ? null : (
        <Confirmation
          draft={draft.value}
          choices={choices}
          onConfirm={confirm}
          onBack={() => draft.value = null}
        />
      )}
    </>
  );
}

function Reason({ reason }: { readonly reason: Signal<string> }) {
  return (
    <label>
      Why, in one sentence
      <input
        name="reason"
        required
        pattern=".*\S.*"
        maxLength={500}
        autocomplete="off"
        value={reason.value}
        onInput={(event) => reason.value = event.currentTarget.value}
      />
    </label>
  );
}

/** What is picked from a list is its first item until another one is. */
function withDefaults(picked: ActWords, choices: Choices): ActWords {
  const words = { ...picked };
  for (const field of Object.keys(words) as ActField[]) {
    const isKnown = choices[field].some(({ value }) => value === words[field]);
    if (ACT_FIELDS[field].isFree || isKnown) continue;
    words[field] = choices[field][0]?.value ?? "";
  }
  return words;
}

interface ActChoiceProps {
  readonly act: OperatorAct;
  readonly onPick: (id: string) => void;
}

function ActChoice({ act, onPick }: ActChoiceProps) {
  const groups = Map.groupBy(OPERATOR_ACTS, ({ group }) => group);
  return (
    <label>
      What
      <select
        name="act"
        value={act.id}
        onChange={(event) => onPick(event.currentTarget.value)}
      >
        {[...groups].map(([group, acts]) => (
          <optgroup key={group} label={group}>
            {acts.map(({ id, title }) => (
              <option key={id} value={id} selected={id === act.id}>
                {title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <small>{act.consequence}</small>
    </label>
  );
}

interface FieldProps {
  readonly field: ActField;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (word: string) => void;
}

function Field({ field, value, choices, onChange }: FieldProps) {
  const { label, isFree, pattern } = ACT_FIELDS[field];
  if (!isFree) {
    return (
      <label>
        {label}
        <select
          name={field}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {choices.map((choice) => (
            <option
              key={choice.value}
              value={choice.value}
              selected={choice.value === value}
            >
              {choice.label}
            </option>
          ))}
        </select>
      </label>
    );
  }
  return (
    <label>
      {label}
      <input
        name={field}
        list={`${field}-choices`}
        required={field !== "replacement"}
        pattern={pattern}
        maxLength={200}
        autocomplete="off"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value.trim())}
      />
      <datalist id={`${field}-choices`}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </datalist>
    </label>
  );
}

interface ConfirmationProps {
  readonly draft: Draft;
  readonly choices: Choices;
  readonly onConfirm: (draft: Draft) => void;
  readonly onBack: () => void;
}

/** Names what is about to happen. What nothing takes back has to be typed once more. */
function Confirmation(
  { draft, choices, onConfirm, onBack }: ConfirmationProps,
) {
  const { act: { title, consequence, fields, retyped }, words, reason } = draft;
  const typed = useSignal("");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const isSure = retyped === null || typed.value === words[retyped];
  return (
    <dialog
      ref={dialog}
      class="act-dialog"
      aria-labelledby="act-sure"
      data-testid="act-dialog"
      onClose={onBack}
    >
      <form
        class="act-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isSure) onConfirm(draft);
        }}
      >
        <h2 id="act-sure">{title}?</h2>
        {fields.map((field) => (
          <p key={field}>
            <b>{labelOf(choices[field], words[field])}</b>
          </p>
        ))}
        <p>{consequence}</p>
        <p class="quiet">{reason}</p>
        {retyped === null ? null : (
          <label>
            Type {words[retyped]} to confirm
            <input
              name="confirmation"
              autocomplete="off"
              value={typed.value}
              onInput={(event) => typed.value = event.currentTarget.value}
            />
          </label>
        )}
        <p class="act-buttons">
          <button type="submit" disabled={!isSure}>{title}</button>
          <button type="button" onClick={onBack}>Back</button>
        </p>
      </form>
    </dialog>
  );
}

function labelOf(choices: readonly Choice[], word: string): string {
  return choices.find(({ value }) => value === word)?.label ??
    (word === "" ? "the rule's next choice" : word);
}
