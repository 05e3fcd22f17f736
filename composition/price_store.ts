import type { PriceStore } from "../actors/ports/price_store.ts";
import { CassetteFolder } from "../models/cassette_folder.ts";
import { callsFolder } from "../config/model_settings.ts";
import type { Settings } from "../config.ts";
import type { ArenaDatabase } from "./arena_database.ts";
import type { Log } from "./log.ts";

interface PriceStoreDependencies {
  readonly settings: Settings;
  readonly prices: ArenaDatabase["prices"];
  readonly log: Log;
}

/** Returns where prices are kept, and what is kept beside the journal is removed from. */
export function openPriceStore(
  { settings, prices, log }: PriceStoreDependencies,
): PriceStore {
  const calls = new CassetteFolder(callsFolder(settings));
  const heard = <Value>(done: Promise<Value>): Promise<Value> =>
    done.catch((error) => {
      log.warn({ err: error }, "prices were not kept or removed");
      throw error;
    });
  return {
    keep: (points) => heard(prices.keep(points)),
    makeBars: (untilMs) => heard(prices.makeBars(untilMs)),
    async cleanUp(retention) {
      const { transcriptsBeforeMs } = retention;
      const removed = await heard(prices.removeOld(retention));
      const transcripts = transcriptsBeforeMs === null
        ? 0
        : await heard(calls.removeOlder(transcriptsBeforeMs));
      return { ...removed, transcripts };
    },
  };
}
