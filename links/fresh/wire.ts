import { computed, type ReadonlySignal, Signal, signal } from "@preact/signals";
import * as devalue from "devalue";

// Each answers with the content in an array, as a bare falsy content would mean "not mine".
const REDUCERS = {
  Computed: (value: unknown) =>
    value instanceof Signal && isReadonly(value) && [value.peek()],
  Signal: (value: unknown) => value instanceof Signal && [value.peek()],
};

function isReadonly(value: ReadonlySignal): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return !Object.getOwnPropertyDescriptor(prototype, "value")?.set;
}

/**
 * Returns the props of a page's islands as text: plain values, `undefined`, `NaN`, infinities, `-0`, `bigint`, `Date`,
 * `Map`, `Set`, `RegExp`, `URL`, bytes, cycles and signals.
 *
 * @throws {Error} If there is a function or an instance of another class among them.
 */
export function writeProps(props: readonly unknown[]): string {
  return devalue.stringify(props, REDUCERS);
}

/** Returns the props that `writeProps()` wrote; one signal that went to several islands is one signal again. */
export function readProps(text: string): Record<string, unknown>[] {
  return devalue.parse(text, {
    Computed: ([value]: [unknown]) => computed(() => value),
    Signal: ([value]: [unknown]) => signal(value),
  });
}
