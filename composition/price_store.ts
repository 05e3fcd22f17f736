import type { PriceStore } from "../actors/ports/price_store.ts";
import { CassetteFolder } from "../models/cassette_folder.ts";
import { callsFolder } from "../config/model_settings.ts";
import type { Settings } from "../config.ts";
import type { ArenaProgress } from "./arena_progress.ts";
import type { Log } from "./log.ts";

interface PriceStoreDependencies {
  readonly settings: Settings;
  readonly progress: ArenaProgress;
  readonly log: Log;
}

/** Returns where prices are kept, and what is kept beside the journal is removed from; nothing without a database. */
export function openPriceStore(
  { settings, progress, log }: PriceStoreDependencies,
): { readonly prices?: PriceStore } {
  const prices = progress.database?.prices;
  if (prices === undefined) return {};
  const calls = new CassetteFolder(callsFolder(settings));
  const heard = <Value>(done: Promise<Value>): Promise<Value> =>
    done.catch((error) => {
      log.warn({ err: error }, "prices were not kept or removed");
      throw error;
    });
  const store: PriceStore = {
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
  return { prices: store };
}
