import type { Environment } from "../../process/arena_process.ts";
import type { FakeKey } from "./fake_auth.ts";
import type { FakeMarket, Row } from "./fake_exchange.ts";
import { FakePolymarket } from "./fake_polymarket.ts";

const HOUR_MS = 3_600_000;

/** A fake Polymarket on the machine's own time, with one open round, for an arena that is a process. */
export class ProcessStage implements AsyncDisposable {
  readonly fake = new FakePolymarket(() => Date.now());
  readonly market = this.open();

  /** Opens a round for an hour, with much on offer. */
  open(fields: Row = {}): FakeMarket {
    const nowMs = Date.now();
    const at = (ms: number) => new Date(nowMs + ms).toISOString();
    const market = this.fake.exchange.list({
      startDate: at(-HOUR_MS),
      eventStartTime: at(-60_000),
      endDate: at(HOUR_MS),
      ...fields,
    });
    this.fake.exchange.quote(market, "BUY", ["0.48", "100000"]);
    this.fake.exchange.quote(market, "SELL", ["0.5", "100000"]);
    return market;
  }

  /** Opens a wallet with a thousand dollars for a private key. */
  fund(privateKey: string): FakeKey {
    return this.fake.fund(privateKey, 1_000);
  }

  /** What an arena needs to trade here. Keys are by the contestant whose account they open. */
  settings(keys: Readonly<Record<string, string>>): Environment {
    return {
      ARENA_VENUE: "polymarket",
      ARENA_POLYMARKET_URL: this.fake.url,
      ARENA_KEYS: JSON.stringify(Object.fromEntries(
        Object.entries(keys).map(([account, key]) => [
          `polymarket.${account}.private_key`,
          key,
        ]),
      )),
    };
  }

  /** Resolves the round as YES. */
  resolve(): void {
    this.fake.exchange.resolve(this.market, ["1", "0"]);
    this.fake.sockets.tellResolved(this.market, this.market.yes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fake.stop();
  }
}
