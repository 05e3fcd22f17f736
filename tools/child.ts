const FORWARDED = ["SIGINT", "SIGTERM"] as const;

/** How a child ended. */
export interface ChildOutcome {
  readonly success: boolean;
  /** Exit status, or 128 and more after a signal. */
  readonly code: number;
}

/**
 * Runs `deno` with `args` to its end. Signals that end us end the child, which nobody else would stop.
 *
 * With `onOutput` its stdout is handed over as it comes, else it goes to ours.
 */
export async function runDeno(
  args: readonly string[],
  { env, onOutput }: {
    /** The child's whole environment. @default {ours} */
    readonly env?: Readonly<Record<string, string>>;
    readonly onOutput?: (bytes: Uint8Array) => void;
  } = {},
): Promise<ChildOutcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    ...(env === undefined ? {} : { env: { ...env }, clearEnv: true }),
    stdout: onOutput === undefined ? "inherit" : "piped",
  }).spawn();
  const forwards = FORWARDED.map((signal) => {
    const forward = () => child.kill(signal);
    Deno.addSignalListener(signal, forward);
    return { signal, forward };
  });
  try {
    if (onOutput !== undefined) {
      for await (const bytes of child.stdout) onOutput(bytes);
    }
    return await child.status;
  } finally {
    for (const { signal, forward } of forwards) {
      Deno.removeSignalListener(signal, forward);
    }
  }
}
