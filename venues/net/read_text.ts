/**
 * Reads a body as UTF-8, up to a limit.
 *
 * @param bytesMax Bytes after which nothing more is read.
 * @returns `null` if the body is longer.
 */
export async function readText(
  response: Response,
  bytesMax: number,
): Promise<string | null> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Leaving the loop early cancels the body, which closes the connection.
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
