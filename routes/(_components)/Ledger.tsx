import type { ComponentChildren } from "preact";
import { ContestantMark } from "./ContestantMark.tsx";
import { isoTime, timeOfDay } from "./format.ts";
import type { Inks } from "./inks.ts";
import { Empty, Panel } from "./Panel.tsx";

/** What every line of a ledger has. */
export interface LedgerItem {
  readonly contestantId: string;
  readonly contestantName: string;
  readonly marketTitle: string;
  readonly atMs: number;
  readonly offset: number;
}

/** How one kind of item is told. */
export interface LedgerColumns<Item> {
  readonly key: (item: Item) => string;
  readonly what: (item: Item) => ComponentChildren;
  readonly right: (item: Item) => ComponentChildren;
  readonly rightTitle: string;
}

interface LedgerProps<Item extends LedgerItem> {
  readonly name: string;
  readonly title: string;
  /** The singular, for tests and for `data-testid`. */
  readonly testId: string;
  readonly empty: string;
  readonly items: readonly Item[];
  readonly inks: Inks;
  /** Rows after this journal row came while the page was open. */
  readonly since: number;
  readonly columns: LedgerColumns<Item>;
}

/** A table of what contestants did, newest first, two lines each, that also fits a phone. */
export function Ledger<Item extends LedgerItem>(props: LedgerProps<Item>) {
  const { name, title, items, inks, columns } = props;
  return (
    <Panel
      name={name}
      title={title}
      note={items.length === 0 ? "newest first" : `last ${items.length}`}
    >
      {items.length === 0 ? <Empty>{props.empty}</Empty> : (
        <div
          class="scroll"
          tabIndex={0}
          role="region"
          aria-labelledby={`${name}-title`}
        >
          <table class="ledger">
            <caption class="visually-hidden">{title}, newest first</caption>
            <thead>
              <tr>
                <th scope="col">UTC</th>
                <th scope="col">Contestant and market</th>
                <th scope="col" class="right">{columns.rightTitle}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr
                  key={columns.key(item)}
                  class={item.offset > props.since ? "arriving" : undefined}
                  data-testid={props.testId}
                  data-offset={item.offset}
                >
                  <td class="num when">
                    <time dateTime={isoTime(item.atMs)}>
                      {timeOfDay(item.atMs)}
                    </time>
                  </td>
                  <td>
                    <ContestantMark id={item.contestantId} inks={inks} />
                    <b>{item.contestantName}</b> {columns.what(item)}
                    <small>{item.marketTitle}</small>
                  </td>
                  <td class="right num">{columns.right(item)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
