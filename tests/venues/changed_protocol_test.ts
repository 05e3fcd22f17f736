import {
  BALLAST,
  changeProtocol,
  type ChangingVenue,
  LIE,
} from "./changed_protocol.ts";
import { FakeDflow } from "./dflow/fake_dflow.ts";
import { fakeWallet } from "./dflow/fake_wallet.ts";
import { PRIVATE_KEY } from "./polymarket/polymarket_stage.ts";
import { ProcessStage } from "./polymarket/process_stage.ts";

/** Polymarket with levels under a name of their own, changes of a book under their old one, and pages as `items`. */
function changingPolymarket(stage: ProcessStage): ChangingVenue {
  const { fake, market } = stage;
  const row = { market: market.row.conditionId, "asset_id": market.yes };
  let size = 100_000;
  return {
    settings: stage.settings({ momentum: PRIVATE_KEY }),
    secrets: [PRIVATE_KEY, PRIVATE_KEY.slice(2)],
    sources: ["polymarket market socket", "polymarket REST"],
    speak() {
      size += 1;
      fake.exchange.quote(market, "BUY", ["0.48", String(size)]);
    },
    change() {
      fake.fault = ({ path }) =>
        path.startsWith("/gamma/")
          ? { kind: "other_shape", answer: { items: [{ price: LIE }] } }
          : null;
      fake.sockets.sendRaw(market, {
        event_type: "price_change",
        market: row.market,
        changes: [{ ...row, side: "BUY", price: LIE, size: "5" }],
        note: BALLAST,
      });
    },
    babble() {
      fake.sockets.sendRaw(market, {
        ...row,
        event_type: `levels ${BALLAST}`,
        bids: [{ price: LIE, size: "5" }],
      });
    },
    restore() {
      fake.fault = () => null;
    },
  };
}

/** dflow with prices as numbers, levels as pairs, and a status that there was none of. */
function changingDflow(fake: FakeDflow): ChangingVenue {
  const { secret } = fakeWallet(9);
  const lie = Number(LIE);
  const oddly = (text: string) => {
    const { channel, type, market_ticker: ticker } = JSON.parse(text);
    return JSON.stringify(
      channel === "orderbook"
        ? { channel, type, market_ticker: ticker, yes_bids: { [BALLAST]: lie } }
        : { channel, type, market_ticker: ticker, yes_bid: lie, yes_ask: lie },
    );
  };
  return {
    settings: fake.settings({ momentum: secret }),
    secrets: [secret],
    sources: ["dflow WebSocket", "dflow REST"],
    // It speaks by itself.
    speak() {},
    babble() {},
    change() {
      fake.speakAs((text) => [text, oddly(text)]);
      fake.answers = (path, answer) => {
        if (path.includes("/orderbook/")) return { yes: [[lie, 5]], no: [] };
        const { markets: [first, ...others] } = Object(answer);
        return { markets: [{ ...first, status: BALLAST }, ...others] };
      };
    },
    restore() {
      fake.speakAs((text) => [text]);
      fake.answers = (_, answer) => answer;
    },
  };
}

Deno.test("Polymarket changes its protocol: degraded, nothing traded on it, page and operator told, and back again", async () => {
  await using stage = new ProcessStage();
  await changeProtocol(changingPolymarket(stage));
});

Deno.test("dflow changes its protocol: degraded, nothing traded on it, page and operator told, and back again", async () => {
  await using fake = new FakeDflow();
  fake.start();
  await changeProtocol(changingDflow(fake));
});
