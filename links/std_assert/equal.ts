type Compare = (a: unknown, b: unknown) => boolean;

/** Classes whose instances are equal exactly when their texts are; what they hold is not in properties. */
const COMPARED_AS_TEXT: ReadonlySet<unknown> = new Set([
  RegExp.prototype,
  URL.prototype,
  URLSearchParams.prototype,
]);

/**
 * Returns whether two values are equal all the way down.
 *
 * - Primitives: `===`, and `NaN` equals itself; `0` equals `-0`.
 * - Objects need the same prototype (none counts as `Object.prototype`), the same keys and equal values;
 *   a key that is present with `undefined` differs from an absent one. Cycles are followed once.
 * - `Set` and `Map` ignore order; dates, buffers, regular expressions and URLs compare by what they hold.
 * - Functions, promises and what can only be read asynchronously are equal only when they are the same.
 *
 * @throws {TypeError} If a `WeakMap` or a `WeakSet` must be compared, as nobody can list it.
 */
export function equal(a: unknown, b: unknown): boolean {
  const seen = new Map<object, object>();
  const compare: Compare = (left, right) => {
    if (left === right || Object.is(left, right)) return true;
    if (!isObject(left) || !isObject(right)) return false;
    if (left instanceof Date && right instanceof Date) {
      return Object.is(left.getTime(), right.getTime());
    }
    if (prototypeOf(left) !== prototypeOf(right)) return false;
    if (seen.get(left) === right) return true;
    const opaque = compareOpaque(left, right);
    if (opaque !== undefined) return opaque;
    if (Object.keys(left).length !== Object.keys(right).length) return false;
    seen.set(left, right);
    if (isKeyed(left) && isKeyed(right)) {
      return sameEntries(left, right, compare);
    }
    if (COMPARED_AS_TEXT.has(Object.getPrototypeOf(left))) {
      return String(left) === String(right);
    }
    return sameProperties(left, right, compare);
  };
  return compare(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function prototypeOf(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

/** Compares objects whose content is not in their properties; `undefined` when both are of another sort. */
function compareOpaque(a: object, b: object): boolean | undefined {
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`Cannot compare ${a.constructor.name} instances`);
  }
  if (isBuffer(a) && isBuffer(b)) {
    return sameItems(new Uint8Array(a), new Uint8Array(b));
  }
  if (isTypedArray(a) && isTypedArray(b)) return sameItems(a, b);
  return undefined;
}

function isBuffer(value: object): value is ArrayBuffer | SharedArrayBuffer {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

function isTypedArray(value: object): value is ArrayLike<unknown> & object {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function sameItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !Object.is(a[i], b[i])) return false;
  }
  return true;
}

type Keyed = ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;

function isKeyed(value: object): value is Keyed {
  return value instanceof Map || value instanceof Set;
}

function sameEntries(a: Keyed, b: Keyed, compare: Compare): boolean {
  if (a.size !== b.size) return false;
  // A set lists each item as key and as value, so one loop serves both.
  const valueIn = (key: unknown): unknown => "get" in b ? b.get(key) : key;
  for (const [key, value] of a.entries()) {
    const candidates = isObject(key)
      ? [...b.keys()].filter((other) => compare(key, other))
      : b.has(key)
      ? [key]
      : [];
    if (!candidates.some((candidate) => compare(value, valueIn(candidate)))) {
      return false;
    }
  }
  return true;
}

function sameProperties(a: object, b: object, compare: Compare): boolean {
  const isPlain = Array.isArray(a) || prototypeOf(a) === Object.prototype;
  const keys = isPlain
    ? Reflect.ownKeys({ ...a, ...b })
    : new Set([...keysOfChain(a), ...keysOfChain(b)]);
  for (const key of keys) {
    if (key in a !== key in b) return false;
    if (!compare(Reflect.get(a, key), Reflect.get(b, key))) return false;
  }
  return true;
}

/** Every key of an instance and of its classes, as a getter on a class holds state as well. */
function keysOfChain(value: object): PropertyKey[] {
  const keys: PropertyKey[] = [];
  for (
    let link: object | null = value;
    link && link !== Object.prototype;
    link = Object.getPrototypeOf(link)
  ) {
    keys.push(...Reflect.ownKeys(link));
  }
  return keys;
}
