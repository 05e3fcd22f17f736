/** Where the recorded market data lies, relative to the project; it is not part of it. */
export const RECORDED_DATA = "../shared/data";

/** Whether the recorded data is there; tests that need it are skipped under a name that says so. */
export function hasRecordedData(path: string): boolean {
  try {
    Deno.statSync(`${RECORDED_DATA}/${path}`);
    return true;
  } catch {
    return false;
  }
}

/** Returns the options of a test that needs recorded data at `path`. */
export function needsRecordedData(
  path: string,
  name: string,
): { readonly name: string; readonly ignore: boolean } {
  const ignore = !hasRecordedData(path);
  return {
    name: ignore
      ? `${name} (skipped: ${RECORDED_DATA}/${path} is not here)`
      : name,
    ignore,
  };
}
