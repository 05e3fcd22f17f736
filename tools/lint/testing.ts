import plugin from "./arena.ts";

/** Returns the messages that `rule` alone reports for `source` in a file of that repository path. */
export function messagesOf(
  rule: string,
  { path, source }: { readonly path: string; readonly source: string },
): readonly string[] {
  return Deno.lint.runPlugin(plugin, path, source)
    .filter(({ id }) => id === `arena/${rule}`)
    .map(({ message }) => message);
}
