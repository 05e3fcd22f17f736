import { assertEquals } from "@std/assert";
import { boundedRejection } from "./bounded_rejection.ts";

const REJECTION = { venue: "polymarket", source: "a socket" } as const;

Deno.test("boundedRejection() keeps 500 characters of a message, and a shorter one as it is", () => {
  const short = { ...REJECTION, message: "x".repeat(500) };
  assertEquals(boundedRejection(short), short);
  const long = { ...REJECTION, message: "x".repeat(501), isUnanswered: true };
  assertEquals(boundedRejection(long), {
    ...long,
    message: `${"x".repeat(500)}…`,
  });
});
