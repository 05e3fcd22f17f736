import { HttpError } from "fresh";
import { define } from "../state.ts";

export default define.page(({ error, url, state }) => {
  if (url.pathname === "/twice") throw new Error("secret");
  return (
    <p id="error">
      {error instanceof HttpError
        ? `HTTP ${error.status}: ${error.message}`
        : "Something broke"} for {state.user}
    </p>
  );
});
