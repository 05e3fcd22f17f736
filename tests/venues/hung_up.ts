/** Ends the connection in the middle of an answer: whoever waits for it learns nothing. */
export function hungUp(): Response {
  return new Response(
    new ReadableStream({
      pull: (controller) => controller.error(new Error("hung up")),
    }),
    { headers: { "content-length": "1000" } },
  );
}
