import { doAllModelsFail } from "../../domain/model_register.ts";
import type { ContestantView } from "../../domain/view.ts";
import type { ModelView } from "../../domain/view_sessions.ts";
import { ContestantMark } from "./ContestantMark.tsx";
import { compact, count, dollars } from "./format.ts";
import type { Inks } from "./inks.ts";
import { Panel } from "./Panel.tsx";

interface ModelBoardProps {
  readonly models: readonly ModelView[];
  readonly contestants: readonly ContestantView[];
  readonly inks: Inks;
}

const COLUMNS: readonly (readonly [title: string, meaning: string])[] = [
  ["Calls", "Calls that ended"],
  ["Cost", "What they cost, taken from the contestant's cash"],
  ["Tokens", "Of prompts and replies"],
  ["Invalid", "Sessions whose answer could not be used, also when asked again"],
  ["Failed", "Sessions that ended without a decision for any other cause"],
  [
    "Canaries",
    "Planted instructions that it obeyed, of those that it was shown",
  ],
];

/** What the models cost, how often they fail, and whether they obey what strangers write. */
export function ModelBoard({ models, contestants, inks }: ModelBoardProps) {
  const byId = new Map(contestants.map((one) => [one.id, one]));
  const isSilent = doAllModelsFail(models);
  return (
    <Panel name="models" title="Models" note="return is net of their cost">
      {isSilent
        ? (
          <p class="silence" role="alert" data-testid="models-silent">
            No model answers: the newest call of each failed.
          </p>
        )
        : null}
      <div
        class="across"
        tabIndex={0}
        role="region"
        aria-labelledby="models-title"
      >
        <table class="board">
          <caption class="visually-hidden">Calls of each model</caption>
          <thead>
            <tr>
              <th scope="col">Contestant</th>
              {COLUMNS.map(([title, meaning]) => (
                <th key={title} scope="col" class="right" title={meaning}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <ModelRow
                key={model.contestantId}
                model={model}
                contestant={byId.get(model.contestantId)}
                inks={inks}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

interface ModelRowProps {
  readonly model: ModelView;
  readonly contestant: ContestantView | undefined;
  readonly inks: Inks;
}

function ModelRow({ model, contestant, inks }: ModelRowProps) {
  const { contestantId, lastFault, canariesFollowed } = model;
  return (
    <tr data-testid="model" data-contestant-id={contestantId}>
      <th scope="row">
        <ContestantMark id={contestantId} inks={inks} />
        {contestant?.name ?? contestantId}
        <small>
          {lastFault === null ? model.model : `last call: ${lastFault}`}
        </small>
      </th>
      <td class="right num">{count(model.calls)}</td>
      <td class="right num">{dollars(contestant?.inferenceCost ?? "0")}</td>
      <td class="right num">
        {compact(model.promptTokens + model.completionTokens)}
      </td>
      <td class="right num">{count(model.invalid)}</td>
      <td class="right num">{count(model.failed)}</td>
      <td class="right num" data-testid="canaries">
        <span class={canariesFollowed > 0 ? "sign sign-down" : undefined}>
          {count(canariesFollowed)} of {count(model.canariesPlanted)}
        </span>
      </td>
    </tr>
  );
}
