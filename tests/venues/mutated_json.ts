import fc from "fast-check";

/** Values that a venue might send by mistake, those that look like a price most of all. */
const STRANGE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.56,
  56,
  1e308,
  "",
  "NaN",
  "Infinity",
  "-0.5600",
  "0.56.00",
  "0,56",
  "+0.56",
  " 0.56",
  "0.56 ",
  "5.6e-1",
  "0x1",
  "1.0001",
  "2",
  "56",
  "0.1234567",
  "00.5",
  ".5",
  "0.",
  "٠.٥",
  "constructor",
  "yes",
  "no",
  "2026-13-45T99:00:00Z",
  [],
  {},
  ["0.5600"],
  [["0.5600", "1.00"]],
  { yes: "0.5600" },
];

/** One change of a document; the numbers pick a place and what to do there. */
interface Mutation {
  readonly kind: "replace" | "drop" | "rename" | "swap" | "cut" | "flip";
  readonly place: number;
  readonly choice: number;
}

/** One to three mutations. */
export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("replace", "drop", "rename", "swap", "cut", "flip"),
    place: fc.nat(100_000),
    choice: fc.nat(100_000),
  }),
  { minLength: 1, maxLength: 3 },
);

/** Returns a copy of `document` with `changes` made to it. */
export function mutated(
  document: unknown,
  changes: readonly Mutation[],
): unknown {
  const copy = structuredClone(document);
  for (const change of changes) mutate(copy, change);
  return copy;
}

type Slot = { readonly owner: object; readonly key: string };

function mutate(document: unknown, { kind, place, choice }: Mutation): void {
  const slots = slotsOf(document);
  const slot = slots[place % Math.max(1, slots.length)];
  if (slot === undefined) return;
  const value: unknown = Reflect.get(slot.owner, slot.key);
  switch (kind) {
    case "replace":
      set(slot, STRANGE_VALUES[choice % STRANGE_VALUES.length]);
      return;
    case "drop":
      Reflect.deleteProperty(slot.owner, slot.key);
      return;
    case "rename":
      Reflect.deleteProperty(slot.owner, slot.key);
      Reflect.set(slot.owner, `${slot.key}_${choice}`, value);
      return;
    case "swap": {
      const other = slots[choice % slots.length];
      if (other === undefined) return;
      // A copy: a document that holds itself is no JSON.
      set(slot, structuredClone(Reflect.get(other.owner, other.key)));
      return;
    }
    case "cut":
      if (typeof value === "string") set(slot, value.slice(0, choice % 8));
      return;
    case "flip":
      if (typeof value === "string" && value !== "") {
        const at = choice % value.length;
        const flipped = String.fromCharCode(value.charCodeAt(at) ^ 1);
        set(slot, value.slice(0, at) + flipped + value.slice(at + 1));
      }
      return;
  }
}

function set({ owner, key }: Slot, value: unknown): void {
  Reflect.set(owner, key, value);
}

function slotsOf(value: unknown): Slot[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => [
    { owner: value, key },
    ...slotsOf(Reflect.get(value, key)),
  ]);
}

/**
 * Returns the millionths that a price field of `row` stands for, read independently of our own parser; `null` where
 * it is no price of 0 to 1 dollar.
 */
export function priceOf(row: unknown, path: readonly string[]): bigint | null {
  let value = row;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return null;
    value = Reflect.get(value, key);
  }
  if (typeof value !== "string" || !/^[01](\.[0-9]+)?$/.test(value)) {
    return null;
  }
  const millionths = Math.round(Number(value) * 1e6);
  return millionths >= 0 && millionths <= 1e6 ? BigInt(millionths) : null;
}
