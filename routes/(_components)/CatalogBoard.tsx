import type { ComponentChildren } from "preact";
import type {
  CatalogEntryView,
  CatalogView,
} from "../../domain/view_catalog.ts";
import { Avatar } from "./Avatar.tsx";
import { Empty, Panel } from "./Panel.tsx";

interface CatalogBoardProps {
  readonly models: CatalogView;
}

const STATUS = {
  competes: "competes",
  silent: "no key here",
  disabled: "takes no part",
} as const;

const COLUMNS: readonly (readonly [title: string, meaning: string])[] = [
  ["Status", "Whether it competes here"],
  ["Prompt", "Dollars for a million tokens of the prompt"],
  ["Cached", "The same for what the provider had cached"],
  ["Reply", "The same for tokens of the reply"],
  ["Reasoning", "The same for tokens of reasoning"],
  ["Since", "The day from which these prices hold"],
  ["Context", "Tokens that request and reply may have together"],
  ["Trained until", "A market that ended before is no test of it"],
];

/** The models that can compete, with what their tokens cost and where that was read. */
export function CatalogBoard({ models }: CatalogBoardProps) {
  return (
    <Panel
      name="catalog"
      title="Models"
      note="prices per million tokens, used where a provider reports no cost"
    >
      {models.length === 0 ? <Empty>The catalog is being read.</Empty> : (
        <div
          class="across"
          tabIndex={0}
          role="region"
          aria-labelledby="catalog-title"
        >
          <table class="board">
            <caption class="visually-hidden">Catalog of models</caption>
            <thead>
              <tr>
                <th scope="col">Mark</th>
                <th scope="col">Model</th>
                {COLUMNS.map(([title, meaning]) => (
                  <th key={title} scope="col" class="right" title={meaning}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {models.map((model) => <Row key={model.id} model={model} />)}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({ model }: { readonly model: CatalogEntryView }) {
  const { price, wallets, sources, verified } = model;
  return (
    <tr data-testid="catalog-model" data-status={model.status}>
      <td>
        <Avatar model={model} />
      </td>
      <th scope="row">
        {model.name}
        <small class="chip">{model.release}</small>
        {Object.entries(wallets).map(([chain, address]) => (
          <small key={chain} title={address}>
            {chain} {address.slice(0, 6)}…{address.slice(-4)}
          </small>
        ))}
      </th>
      <td class="right">{STATUS[model.status]}</td>
      <td class="right num">${price.prompt}</td>
      <td class="right num">${price.cached}</td>
      <td class="right num">${price.completion}</td>
      <td class="right num">${price.reasoning}</td>
      <td class="right num">
        <a href={price.source} rel="noopener noreferrer" target="_blank">
          {price.effectiveFrom}
        </a>
        <Verified on={verified.prices} />
      </td>
      <td class="right num">
        <Sourced source={sources.contextTokens}>
          {model.contextTokens.toLocaleString("en-US")}
        </Sourced>
        <Verified on={verified.contextTokens} />
      </td>
      <td class="right num">
        <Sourced source={sources.trainedUntil}>
          {model.trainedUntil ?? "not said"}
        </Sourced>
        {model.trainedUntil !== null && <Verified on={verified.trainedUntil} />}
      </td>
    </tr>
  );
}

interface SourcedProps {
  readonly source: string | null;
  readonly children: ComponentChildren;
}

/** A fact, with a link to where it was read. */
function Sourced({ source, children }: SourcedProps) {
  return source === null
    ? <>{children}</>
    : <a href={source} rel="noopener noreferrer" target="_blank">{children}</a>;
}

/** Whether somebody has held a fact to its source, and when. */
function Verified({ on }: { readonly on: string | null }) {
  return on === null
    ? (
      <small data-testid="unverified" title="Written from memory">
        not verified
      </small>
    )
    : <small>verified {on}</small>;
}
