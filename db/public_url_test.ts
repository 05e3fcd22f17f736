import { assertEquals } from "@std/assert";
import { publicUrl } from "./public_url.ts";

Deno.test("publicUrl() keeps what people need and no secret", () => {
  assertEquals(
    publicUrl("postgres://a:b%40c@h:5433/d?sslpassword=x"),
    "postgres://a:***@h:5433/d",
  );
  assertEquals(publicUrl("postgres://h/d"), "postgres://h/d");
  assertEquals(publicUrl("postgres://a@h/d"), "postgres://a@h/d");
  assertEquals(publicUrl("s3cret"), "a text that is no URL");
});
