import fc from "fast-check";

/** Returns JSON values that differ from one of `samples` in one to three places. */
export function mutated(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.tuple(
    fc.constantFrom(...samples),
    fc.array(fc.tuple(fc.nat(), damage), { minLength: 1, maxLength: 3 }),
  ).map(([sample, damages]) =>
    damages.reduce((value, [at, change]) => {
      const places = placesOf(value);
      const place = places[at % places.length];
      return place === undefined ? value : replaceAt(value, place, change);
    }, structuredClone(sample) as unknown)
  );
}

type Damage = (value: unknown) => unknown;
type Place = readonly (string | number)[];

/** What leaves a hole where it is put. */
const GONE = Symbol("gone");

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.constant<Damage>(() => GONE),
  fc.jsonValue().map((value): Damage => () => value),
  fc.tuple(fc.nat(), fc.constantFrom(...'0123456789.-eE+ xabf"')).map(
    ([at, letter]): Damage => (value) => {
      if (typeof value !== "string" || value === "") return letter;
      const index = at % value.length;
      return value.slice(0, index) + letter + value.slice(index + 1);
    },
  ),
  fc.nat().map((at): Damage => (value) =>
    typeof value === "string" ? value.slice(0, at % (value.length + 1)) : value
  ),
  fc.constantFrom<Damage>(
    (value) => typeof value === "string" ? Number(value) : String(value),
    (value) => Array.isArray(value) ? [...value, ...value] : [value],
    (value) => typeof value === "string" ? `${value}${value}` : value,
    (value) => typeof value === "string" ? `-${value}` : null,
  ),
);

function placesOf(value: unknown, at: Place = []): readonly Place[] {
  if (typeof value !== "object" || value === null) return [at];
  const children = Object.entries(value).flatMap(([key, child]) =>
    placesOf(child, [...at, key])
  );
  return at.length === 0 ? children : [at, ...children];
}

function replaceAt(value: unknown, place: Place, change: Damage): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return change(value);
  if (typeof value !== "object" || value === null) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  const next = replaceAt(Reflect.get(copy, key), rest, change);
  if (next === GONE) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, next);
  return copy;
}
