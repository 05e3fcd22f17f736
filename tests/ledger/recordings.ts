import { RECORDED_DATA } from "../market_recordings.ts";

/** Returns the text of a recorded file; one that ends in `.gz` is unpacked. */
export async function readRecorded(path: string): Promise<string> {
  const file = `${RECORDED_DATA}/${path}`;
  if (!path.endsWith(".gz")) return await Deno.readTextFile(file);
  using packed = await Deno.open(file);
  return await new Response(
    packed.readable.pipeThrough(new DecompressionStream("gzip")),
  ).text();
}
