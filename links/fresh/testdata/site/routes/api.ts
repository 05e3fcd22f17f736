import { define } from "../state.ts";

export const handler = define.handlers(({ req, state }) =>
  Response.json({ method: req.method, user: state.user })
);
