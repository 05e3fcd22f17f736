import {
  PROJECTION_NAMES,
  type ProjectionName,
  type ProjectionRow,
} from "./projection_tables.ts";

type RowsByKey = {
  readonly [Name in ProjectionName]: Map<string, ProjectionRow<Name>>;
};

/** The rows that a batch starts from, and those that it changed. Nothing else is looked at. */
export class ProjectionState {
  readonly #rows: RowsByKey = {
    contestants: new Map(),
    markets: new Map(),
    signals: new Map(),
    decisions: new Map(),
    orders: new Map(),
    fills: new Map(),
    settlements: new Map(),
    equityMarks: new Map(),
    events: new Map(),
    transfers: new Map(),
    boardSnapshots: new Map(),
    acts: new Map(),
    notices: new Map(),
  };
  readonly #changed = new Map<ProjectionName, Set<string>>(
    PROJECTION_NAMES.map((name) => [name, new Set()]),
  );

  /** Returns the row of a key, or `undefined`. */
  get<Name extends ProjectionName>(
    name: Name,
    key: string,
  ): ProjectionRow<Name> | undefined {
    return this.#rows[name].get(key);
  }

  /** Returns the row of a key. @throws {Error} If the journal speaks of what it never introduced. */
  need<Name extends ProjectionName>(
    name: Name,
    key: string,
  ): ProjectionRow<Name> {
    const row = this.get(name, key);
    if (row === undefined) {
      throw new Error(
        `Cannot project the journal as ${name} must have "${key}" before it changes: current value is none`,
      );
    }
    return row;
  }

  /** Takes a row as it is stored. */
  load<Name extends ProjectionName>(
    name: Name,
    key: string,
    row: ProjectionRow<Name>,
  ): void {
    this.#rows[name].set(key, row);
  }

  /** Sets a row and marks it as changed. */
  set<Name extends ProjectionName>(
    name: Name,
    key: string,
    row: ProjectionRow<Name>,
  ): void {
    this.#rows[name].set(key, row);
    this.#changed.get(name)?.add(key);
  }

  /** Returns the changed rows of a projection, in the order in which they were first changed. */
  changed<Name extends ProjectionName>(
    name: Name,
  ): readonly ProjectionRow<Name>[] {
    return [...this.#changed.get(name) ?? []].map((key) =>
      this.need(name, key)
    );
  }
}
