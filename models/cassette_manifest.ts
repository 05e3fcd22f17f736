import { z } from "zod";
import { canonicalJson } from "../domain/canonical_json.ts";
import { CassetteError } from "./cassette_folder.ts";

const manifestSchema = z.strictObject({
  /** Ids of the models that could be asked. */
  models: z.array(z.string()),
  /** Whether they could search the web. */
  web: z.boolean(),
});

/** Who could be asked while a folder was recorded: a replay without keys has the same, no more and no fewer. */
export type CassetteManifest = Readonly<z.output<typeof manifestSchema>>;

/** Writes who can be asked into `folder`, in the place of what an earlier process wrote. */
export async function writeManifest(
  folder: string,
  manifest: CassetteManifest,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const unfinished = `${manifestPath(folder)}.${Deno.pid}`;
  await Deno.writeTextFile(unfinished, `${canonicalJson(manifest)}\n`);
  await Deno.rename(unfinished, manifestPath(folder));
}

/** Reads who could be asked. @throws {CassetteError} If `folder` holds no recording. */
export async function readManifest(folder: string): Promise<CassetteManifest> {
  const path = manifestPath(folder);
  let reason: string;
  try {
    const parsed = manifestSchema.safeParse(
      JSON.parse(await Deno.readTextFile(path)),
    );
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    reason = `${issue?.path.join(".")}: ${issue?.message}`;
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new CassetteError(
    `Cannot replay cassettes as ${path} must say who was recorded: current value is ${reason}`,
  );
}

function manifestPath(folder: string): string {
  return `${folder}/manifest.json`;
}
