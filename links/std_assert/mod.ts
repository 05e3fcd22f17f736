/**
 * The part of `@std/assert` that this project's tests use, for machines that
 * cannot reach the registry of the published package. Same names, same
 * meaning, nothing added: removing this folder from `links` must not be
 * noticed by any test.
 *
 * @module
 */

export { AssertionError } from "./assertion_error.ts";
export {
  assert,
  assertAlmostEquals,
  assertArrayIncludes,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertStrictEquals,
  assertStringIncludes,
  fail,
  unreachable,
} from "./assertions.ts";
export { assertRejects, assertThrows } from "./failure.ts";
export { assertObjectMatch } from "./object_match.ts";
