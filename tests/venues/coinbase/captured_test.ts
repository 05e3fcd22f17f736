import { assert, assertEquals, assertGreater } from "@std/assert";
import { z } from "zod";
import { readTicker } from "../../../venues/coinbase/ticker_frame.ts";
import { readWholeText } from "../../../venues/tape/line_reader.ts";
import { needsRecordedData, RECORDED_DATA } from "../../market_recordings.ts";

const FOLDER = `${RECORDED_DATA}/polymarket-btc15m-ws`;
const rowSchema = z.object({ source: z.string(), payload: z.string() });

/** What was received of Coinbase in every captured session. */
async function* captured(): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(FOLDER)) {
    if (!isDirectory) continue;
    const folder = `${FOLDER}/${name}`;
    const files = await Array.fromAsync(Deno.readDir(folder));
    const file = files.find((file) => file.name.startsWith("raw_messages"));
    const text = await readWholeText(`${folder}/${file?.name}`);
    for (const line of text.split("\n").filter((line) => line !== "")) {
      const row = rowSchema.safeParse(JSON.parse(line));
      if (row.success && row.data.source === "coinbase") yield row.data.payload;
    }
  }
}

Deno.test({
  ...needsRecordedData(
    "polymarket-btc15m-ws",
    "every captured Coinbase message is read, as the price that it prints",
  ),
  fn: async () => {
    let messages = 0;
    let prints = 0;
    for await (const payload of captured()) {
      messages += 1;
      const print = readTicker(payload);
      if (print === null) continue;
      prints += 1;
      assert(payload.includes(`"price":"${print.price}"`));
      assert(payload.includes(`"product_id":"${print.symbol}"`));
    }
    assertEquals(messages, 391);
    assertGreater(prints, 300);
  },
});
