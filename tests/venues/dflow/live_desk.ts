import { assertEquals } from "@std/assert";
import {
  contestantId,
  decisionId,
  marketId,
  orderId,
} from "../../../domain/ids.ts";
import { quantity, ZERO_QUANTITY, ZERO_USD } from "../../../domain/money.ts";
import { IMMEDIATE, type Order } from "../../../domain/order.ts";
import { yesPrice } from "../../../domain/price.ts";
import { TradingPauses } from "../../../domain/trading_pauses.ts";
import {
  afterEventLoopTurn,
  SeededRandom,
  SimulatedClock,
} from "../../../runtime/mod.ts";
import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import { DFLOW_FACTS } from "../../../venues/dflow/facts.ts";
import { DflowExecution } from "../../../venues/dflow/execution.ts";
import { OutcomeMints } from "../../../venues/dflow/outcome_mints.ts";
import { OwnTokens } from "../../../venues/dflow/own_tokens.ts";
import { SolanaNode } from "../../../venues/dflow/solana_node.ts";
import { DFLOW_SIGNING } from "../../../venues/dflow/signing.ts";
import { DflowTrade } from "../../../venues/dflow/trade_rest.ts";
import { HttpClient } from "../../../venues/net/http_client.ts";
import { wideBucket } from "../../../venues/net/net_testing.ts";
import { approved } from "../../../venues/paper/paper_testing.ts";
import type { SignedOrder } from "../../../venues/signed_orders.ts";
import { FakeDflow } from "./fake_dflow.ts";
import { fakeWallet } from "./fake_wallet.ts";

export const WHO = contestantId("momentum-live");
export const WALLET = fakeWallet(7);

/** The client as the arena builds it, over the fake venue, with a journal that is a map. */
export async function openDesk() {
  const fake = new FakeDflow();
  fake.chain.pay(WALLET.address, USDC_MINT, 1_000_000_000n);
  const clock = new SimulatedClock({ startMs: 1_763_640_000_000 });
  const client = (path: string) =>
    new HttpClient({
      venue: "dflow",
      baseUrl: () => `${fake.url}${path}`,
      clock,
      random: new SeededRandom(1),
      bucket: wideBucket(clock),
      attemptsMax: 1,
    });
  const key = await DFLOW_SIGNING.open({ private_key: WALLET.secret });
  const journal = new Map<string, SignedOrder>();
  const orders = new Map<string, Order>();
  let stopping = new AbortController();
  const trade = new DflowTrade(client("/trade"));
  const own = new OwnTokens({
    trade,
    signed: { of: (id) => journal.get(id) ?? null },
    orders: () => [...orders.values()],
  });
  const parts = {
    trade,
    node: new SolanaNode(client("/rpc")),
    mints: new OutcomeMints(client("/api/v1"), own),
    clock,
    signer: {
      identity: key.identity,
      sign: async (request: Parameters<typeof key.sign>[0]) =>
        await key.sign(request),
    },
  };
  const open = () =>
    new DflowExecution({
      ...parts,
      signed: {
        of: (id) => journal.get(id) ?? null,
        record: (order) => {
          journal.set(order.orderId, order);
          return Promise.resolve();
        },
      },
      contestantId: WHO,
      orderOf: (id) => orders.get(id) ?? null,
      ordersSince: () => [...orders.values()],
      tier: "frost",
      pauses: new TradingPauses(DFLOW_FACTS.maintenance),
      stopping: stopping.signal,
    });
  const execution = open();
  const submit = (order: Order, over = execution) => {
    orders.set(order.id, order);
    return over.submit(approved(order), stopping.signal);
  };
  return {
    fake,
    clock,
    execution,
    open,
    submit,
    journal,
    parts,
    /** Ends what follows orders, as the end of a process does. */
    die() {
      stopping.abort();
      stopping = new AbortController();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await fake[Symbol.asyncDispose]();
    },
  };
}

/** Gives the wallet five of the winning side of each of `count` decided markets; returns their mints. */
export function holdDecided(fake: FakeDflow, count: number): readonly string[] {
  const markets = fake.decided().slice(0, count);
  assertEquals(markets.length, count);
  return markets.map(({ ticker, result }) => {
    const side = result === "yes" ? "yes" : "no";
    const lost = fake.mint(ticker, result === "yes" ? "no" : "yes");
    const won = fake.mint(ticker, side);
    fake.chain.pay(WALLET.address, won, 5_000_000n);
    fake.chain.pay(WALLET.address, lost, 5_000_000n);
    return won;
  });
}

/** An order to buy ten YES at up to 0.60 in a market that trades. */
export function orderIn(fake: FakeDflow, changes: Partial<Order> = {}): Order {
  return {
    id: orderId("o_1"),
    decisionId: decisionId("d_1"),
    contestantId: WHO,
    marketId: marketId("dflow", fake.market().ticker),
    side: "buy",
    outcome: "yes",
    quantity: quantity("10"),
    limit: { outcome: "yes", price: yesPrice("0.60") },
    ...IMMEDIATE,
    replaces: null,
    status: "initialized",
    filledQuantity: ZERO_QUANTITY,
    filledNotional: ZERO_USD,
    createdAtMs: 1_763_640_000_000,
    ...changes,
  };
}

/** Waits for `work` while time passes. */
export async function over<Result>(
  clock: SimulatedClock,
  work: Promise<Result>,
): Promise<Result> {
  let isOver = false;
  const end = () => void (isOver = true);
  work.then(end, end);
  while (!isOver) {
    await new Promise<void>((resolve) => afterEventLoopTurn(resolve));
    clock.advanceBy(10);
  }
  return await work;
}
