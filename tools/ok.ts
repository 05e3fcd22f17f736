import { runDeno } from "./child.ts";
import { runCommand } from "./flags.ts";

if (import.meta.main) {
  const spec = {
    name: "ok",
    summary: "Runs check, then test where it passes: what every commit holds.",
    flags: {},
  };
  await runCommand(spec, async () => {
    for (const task of ["check", "test"]) {
      const { code } = await runDeno(["task", "--quiet", task]);
      if (code !== 0) return code;
    }
    return 0;
  });
}
