import { assertGreaterOrEqual, assertStringIncludes } from "@std/assert";
import { needsRecordedData, RECORDED_DATA } from "../market_recordings.ts";

const FOLDER = "kalshi-btc15m-ws";

async function printed(task: string): Promise<string> {
  const entries = await Array.fromAsync(
    Deno.readDir(`${RECORDED_DATA}/${FOLDER}`),
  );
  const paths = entries.map(({ name }) => `${RECORDED_DATA}/${FOLDER}/${name}`)
    .sort();
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", task, ...paths],
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout).trimEnd();
}

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "README shows what replay prints on the recordings",
  ),
  async fn() {
    const readme = await Deno.readTextFile("README.md");
    assertStringIncludes(readme, `\n${await printed("replay")}\n`);
  },
});

Deno.test({
  ...needsRecordedData(
    FOLDER,
    "README shows how the rebuilt books agree with the ticker, as inspect prints it",
  ),
  async fn() {
    const output = await printed("inspect");
    const agreement = output.slice(
      output.indexOf("best bid and ask"),
      output.indexOf("\nparsed "),
    );
    assertStringIncludes(await Deno.readTextFile("README.md"), agreement);
    const [, share] = /equal, ([\d.]+) %/.exec(agreement) ?? [];
    assertGreaterOrEqual(Number(share), 90);
  },
});
