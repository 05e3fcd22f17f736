/**
 * Opens a Worker for a database at `script`: it may what its opener may, but start no program and call no foreign
 * function, however early it is opened.
 */
export function openDatabaseWorker(script: URL): Worker {
  const permissions: Deno.PermissionOptionsObject = {
    env: "inherit",
    read: "inherit",
    write: "inherit",
    net: "inherit",
    sys: "inherit",
    import: "inherit",
    ffi: false,
    run: false,
  };
  // The browser's types, which this project checks with, do not know Deno's options.
  const options: WorkerOptions = { type: "module", name: "database" };
  return new Worker(script, Object.assign(options, { deno: { permissions } }));
}
