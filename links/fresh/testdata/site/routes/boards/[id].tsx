import { HttpError, page } from "fresh";
import { define } from "../../state.ts";

export const handlers = define.handlers({
  GET: ({ params }) => {
    if (params.id === "gone") throw new HttpError(410, "No such board");
    if (params.id === "bad") throw new Error("secret detail");
    return page({ id: params.id });
  },
});

export default define.page<typeof handlers>(({ data }) => (
  <h1>Board {data.id}</h1>
));
