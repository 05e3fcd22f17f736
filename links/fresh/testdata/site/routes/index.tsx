import { page } from "fresh";
import { Badge } from "./(_parts)/Badge.tsx";
import { define } from "../state.ts";

export const handler = define.handlers({
  GET: ({ url, state }) =>
    page({ greeting: `Hello ${url.searchParams.get("name") ?? state.user}` }),
  POST: async ({ req }) =>
    page({ greeting: await req.text() }, {
      status: 201,
      headers: { "x-made": "yes" },
    }),
});

export default define.page<typeof handler>(({ data }) => (
  <>
    <h1>{data.greeting}</h1>
    <Badge text="static" />
  </>
));
