import { isCallPath, type SavedCall } from "./backup_line.ts";

/** Yields the paths of all recorded calls below `folder`, sorted; none where there is no such folder. */
export async function* callPaths(folder: string): AsyncGenerator<string> {
  const paths: string[] = [];
  for (const name of await namesIn(folder)) {
    if (isCallPath(name)) paths.push(name);
    if (!/^[0-9a-f]{2}$/.test(name)) continue;
    for (const file of await namesIn(`${folder}/${name}`)) {
      if (isCallPath(`${name}/${file}`)) paths.push(`${name}/${file}`);
    }
  }
  yield* paths.sort();
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder)))
      .map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Writes a recorded call below `folder`. One that is there stays, as a request has one outcome. */
export async function writeCall(
  folder: string,
  { call, base64: bytes }: SavedCall,
): Promise<void> {
  const path = `${folder}/${call}`;
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  try {
    await Deno.writeFile(path, bytes, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}
