import { HttpError } from "fresh";
import { define } from "./(_site)/define.ts";

/** Says what went wrong without a word from inside. */
export default define.page(({ error }) => {
  const isMissing = error instanceof HttpError && error.status === 404;
  return (
    <main class="notice">
      <p class="notice-code num">{isMissing ? "404" : "500"}</p>
      <h1>{isMissing ? "No such page" : "This page could not be made"}</h1>
      <p>
        {isMissing
          ? "Nothing trades at this address."
          : "The error has been logged. Trading goes on without this page."}
      </p>
      <p>
        <a href="/">Back to the arena</a>
      </p>
    </main>
  );
});
