import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  AmbiguousOutcomeError,
  FatalVenueError,
  TransientVenueError,
  type VenueOrderReport,
} from "../../../actors/ports/execution.ts";
import type { MarketId } from "../../../domain/ids.ts";
import { quantity } from "../../../domain/money.ts";
import { printLine } from "../../../tools/flags.ts";
import { orderRow } from "./fake_sockets.ts";
import { LiveStage } from "./live_stage.ts";
import { PRIVATE_KEY, signerOf } from "./polymarket_stage.ts";
import { CONTRACTS } from "../../../venues/polymarket/exchange_contract.ts";
import { NEGATIVE_RISK, NO, YES } from "./samples.ts";

const GTC = { timeInForce: "gtc" } as const;

function filled(report: VenueOrderReport | undefined): readonly string[] {
  if (report === undefined || !("fills" in report)) return [];
  return report.fills.map(({ quantity, price, fee, liquidity }) =>
    `${quantity} at ${price.price} fee ${fee} ${liquidity}`
  );
}

Deno.test("an immediate purchase takes what is there and nothing more, and what is left is taken back", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const order = stage.order({ quantity: quantity("15") });
  let isSigned = false;
  const report = await stage.over(
    execution.submit(order, stage.signal, () => isSigned = true),
  );
  assertEquals(report.status, "canceled");
  // 11.5 at 0.5: 0.07 · 11.5 · 0.25 = 0.20125.
  assertEquals(filled(report), ["11500000 at 500000 fee 201250 taker"]);
  assert(isSigned);
  assertEquals(stage.fake.exchange.orders.size, 1);
});

Deno.test("what is left of an immediate purchase is taken back as soon as the venue lets go of it", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  stage.fake.exchange.holds = 2;
  const order = stage.order({ quantity: quantity("15") });
  const report = await stage.over(execution.submit(order, stage.signal));
  assertEquals(report.status, "canceled");
  assertEquals(filled(report).length, 1);
  assertEquals(stage.failures, []);
});

Deno.test("a resting order is filled in parts over the user channel, as a maker without a fee", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const order = stage.order({
    ...GTC,
    outcome: "no",
    price: "0.45",
  });
  assertEquals(
    await stage.over(execution.submit(order, stage.signal)),
    { status: "accepted", fills: [] },
  );
  // A bid of 0.45 for NO is an offer of YES at 0.55.
  stage.fake.exchange.quote(stage.market, "SELL", ["0.5", "0"]);
  stage.fake.exchange.quote(stage.market, "SELL", ["0.51", "0"]);
  stage.fake.exchange.quote(stage.market, "BUY", ["0.55", "4"]);
  await stage.until(
    () => filled(stage.pushed(order.id)).length === 1,
    "the first part must come",
  );
  assertEquals(stage.pushed(order.id)?.status, "accepted");
  stage.fake.exchange.quote(stage.market, "BUY", ["0.56", "6"]);
  await stage.until(
    () => stage.pushed(order.id)?.status === "filled",
    "the rest must come",
  );
  assertEquals(
    filled(stage.pushed(order.id)),
    [
      "4000000 at 450000 fee 0 maker",
      "6000000 at 440000 fee 0 maker",
    ].map((text, index) =>
      index === 1 ? text.replace("440000", "440000") : text
    ),
  );
});

Deno.test("a trade is a fill only once the chain confirms it, and a failed one never", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  stage.fake.exchange.confirms = false;
  const order = stage.order({
    ...GTC,
    price: "0.51",
    quantity: quantity("18.5"),
  });
  const report = await stage.over(execution.submit(order, stage.signal));
  assertEquals(report, { status: "accepted", fills: [] });
  const [first, second] = stage.fake.exchange.trades;
  assert(first !== undefined && second !== undefined);
  stage.fake.exchange.settle(first, "CONFIRMED");
  await stage.until(
    () => filled(stage.pushed(order.id)).length === 1,
    "the first must be told",
  );
  assertEquals(stage.pushed(order.id)?.status, "accepted");
  stage.fake.exchange.settle(second, "FAILED");
  await stage.until(
    () => stage.pushed(order.id)?.status === "canceled",
    "the end must be told",
  );
  assertEquals(filled(stage.pushed(order.id)).length, 1);
});

Deno.test("a lost answer leaves nobody guessing: the order is found by its hash, and sending it again makes no second one", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const order = stage.order({ ...GTC, price: "0.4" });
  stage.fake.fault = ({ method, path }) =>
    method === "POST" && path === "/clob/order"
      ? { kind: "lost_answer" }
      : null;
  await assertRejects(
    () => stage.over(execution.submit(order, stage.signal)),
    AmbiguousOutcomeError,
  );
  stage.fake.fault = () => null;
  const lostAtMs = stage.clock.nowMs();
  assertEquals(
    await stage.over(execution.query(order.id, stage.signal)),
    { status: "accepted", fills: [] },
  );
  printLine(
    `ambiguous submit: known again after ${stage.clock.nowMs() - lostAtMs} ms`,
  );
  assertEquals(
    await stage.over(execution.submit(order, stage.signal)),
    { status: "accepted", fills: [] },
  );
  assertEquals(stage.fake.exchange.orders.size, 1);
  // A new process knows the order by what the journal kept.
  const reborn = await stage.open();
  assertEquals(
    (await stage.over(reborn.cancel(order.id, stage.signal))).status,
    "canceled",
  );
  assertEquals(
    (await stage.over(reborn.query(stage.order().id, stage.signal))).status,
    "unknown",
  );
});

Deno.test("a venue that never answers, breaks or asks for patience is told apart, and no order is doubled", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const cases = [
    [{ kind: "hang" }, AmbiguousOutcomeError],
    [{ kind: "status", status: 500 }, AmbiguousOutcomeError],
    [{ kind: "status", status: 503 }, AmbiguousOutcomeError],
    [{ kind: "status", status: 425 }, TransientVenueError],
    [
      { kind: "status", status: 429, headers: { "retry-after": "2" } },
      TransientVenueError,
    ],
    [{ kind: "status", status: 403 }, FatalVenueError],
  ] as const;
  for (const [fault, kind] of cases) {
    const order = stage.order({ ...GTC, price: "0.4" });
    stage.fake.fault = ({ method, path }) =>
      method === "POST" && path === "/clob/order" ? fault : null;
    const error = await assertRejects(() =>
      stage.over(execution.submit(order, stage.signal))
    );
    assert(error instanceof kind, `${JSON.stringify(fault)}: ${error}`);
    stage.fake.fault = () => null;
    const overAtMs = stage.clock.nowMs();
    const { status } = await stage.over(
      execution.query(order.id, stage.signal),
    );
    assertEquals(status, fault.kind === "hang" ? "accepted" : "unknown");
    printLine(
      `${
        fault.kind === "hang" ? "no answer" : fault.status
      } to an order: ${status} by the venue's word after ${
        stage.clock.nowMs() - overAtMs
      } ms, sent once`,
    );
  }
  assertEquals(stage.fake.exchange.orders.size, 1);
  // A key that is taken back is the account's trouble, also to questions.
  stage.fake.fault = ({ path }) =>
    path.startsWith("/clob/") ? { kind: "status", status: 401 } : null;
  const refused = stage.order({ ...GTC, price: "0.4" });
  await assertRejects(
    () => stage.over(execution.submit(refused, stage.signal)),
    FatalVenueError,
  );
});

Deno.test("the fake venue turns away a wrong signature, a wrong clock and a used nonce", async () => {
  await using stage = new LiveStage();
  const mine = stage.fake.auth.grant(PRIVATE_KEY);
  const keys = {
    "api_key": mine.apiKey,
    "api_secret": mine.secret,
    "api_passphrase": mine.passphrase,
  };
  const thief = await signerOf(`0x${"7".repeat(64)}`, keys);
  await assertRejects(() => stage.open(thief), FatalVenueError);
  const wrongSecret = await signerOf(PRIVATE_KEY, {
    ...keys,
    "api_secret": new Uint8Array(32).toBase64(),
  });
  await assertRejects(() => stage.open(wrongSecret), FatalVenueError);
  const honest = await signerOf(PRIVATE_KEY);
  const headers = async (timestampS: number) => {
    const signed = await honest.sign({
      kind: "wallet_auth",
      chainId: 137,
      timestampS,
      nonce: 7,
    });
    assert(signed.kind === "wallet_auth");
    return new Headers({
      POLY_ADDRESS: signed.address,
      POLY_SIGNATURE: signed.signature,
      POLY_TIMESTAMP: String(timestampS),
      POLY_NONCE: "7",
    });
  };
  const ask = (given: Headers) =>
    fetch(`${stage.fake.url}/clob/auth/api-key`, {
      method: "POST",
      headers: given,
    })
      .then(async (
        response,
      ) => [response.status, (await response.json()).error]);
  const nowS = Math.floor(stage.clock.nowMs() / 1_000);
  const tampered = await headers(nowS);
  tampered.set("POLY_NONCE", "8");
  assertEquals(await ask(tampered), [401, "Invalid L1 signature"]);
  assertEquals(await ask(await headers(nowS - 3_600)), [
    401,
    "Invalid timestamp",
  ]);
  assertEquals(await ask(await headers(nowS)), [200, undefined]);
  assertEquals(await ask(await headers(nowS)), [401, "Nonce already used"]);
  const key = await honest.sign({ kind: "adopt_api_key", ...mine });
  assertEquals(key.kind, "api_key_adopted");
  const late = await honest.sign({
    kind: "request_auth",
    timestampS: nowS - 3_600,
    method: "GET",
    path: "/data/orders",
    body: "",
  });
  assert(late.kind === "request_auth");
  const answer = await fetch(`${stage.fake.url}/clob/data/orders`, {
    headers: {
      POLY_ADDRESS: late.address,
      POLY_SIGNATURE: late.signature,
      POLY_TIMESTAMP: String(nowS - 3_600),
      POLY_API_KEY: late.apiKey,
      POLY_PASSPHRASE: late.passphrase,
    },
  });
  assertEquals(answer.status, 401);
  await answer.body?.cancel();
});

Deno.test("an order whose signature was changed on the way is refused by the venue", async () => {
  await using stage = new LiveStage();
  const honest = await signerOf(PRIVATE_KEY);
  const execution = await stage.open({
    identity: honest.identity,
    sign: async (request) => {
      const signed = await honest.sign(request);
      if (signed.kind !== "order") return signed;
      const flipped = signed.signature.replace(
        /^0x(.)/,
        (_, digit) => `0x${digit === "1" ? "2" : "1"}`,
      );
      return { ...signed, signature: flipped as `0x${string}` };
    },
  });
  const report = await stage.over(
    execution.submit(stage.order({ ...GTC, price: "0.4" }), stage.signal),
  );
  assertEquals(report, { status: "rejected", reason: "invalid signature" });
});

Deno.test("what the venue would refuse is refused here in one sentence, and what it refuses is told in its words", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const submit = (fields: Parameters<LiveStage["order"]>[0]) =>
    stage.over(execution.submit(stage.order(fields), stage.signal));
  const cases: readonly [
    fields: Parameters<LiveStage["order"]>[0],
    words: string,
  ][] = [
    [{ price: "0.505" }, "its price must be whole ticks of 0.01"],
    [{ ...GTC, quantity: quantity("4") }, "must be of 5.00 or more"],
    [{ quantity: quantity("10.001") }, "whole hundredths"],
    [{ quantity: quantity("9"), price: "0.11" }, "must cost 1.00 or more"],
    [{ quantity: quantity("4") }, "must be of 5.00 or more"],
    [{ timeInForce: "fok" }, "only by the amount spent"],
    [
      { timeInForce: "gtd", expiresAtMs: stage.clock.nowMs() + 60_000 },
      "it must end 120000 ms from now or later",
    ],
    [
      { price: "0.99", quantity: quantity("5000") },
      "the wallet must have and allow",
    ],
    [{ ...GTC, postOnly: true, price: "0.6" }, "order crosses book"],
    [{ side: "sell" }, "not enough balance / allowance"],
  ];
  const before = stage.fake.requests.filter((line) =>
    line === "POST /clob/order"
  );
  for (const [fields, words] of cases) {
    const report = await submit(fields);
    assert(report.status === "rejected", words);
    assertStringIncludes(report.reason, words);
  }
  const sent = stage.fake.requests.filter((line) =>
    line === "POST /clob/order"
  );
  assertEquals(sent.length - before.length, 2);
});

Deno.test("a sale is filled at once or killed, and an order with an end carries it", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  await stage.over(execution.submit(stage.order(), stage.signal));
  const sale = await stage.over(execution.submit(
    stage.order({ side: "sell", price: "0.48", timeInForce: "fok" }),
    stage.signal,
  ));
  assertEquals(filled(sale), ["10000000 at 480000 fee 174720 taker"]);
  const expiresAtMs = stage.clock.nowMs() + 300_000;
  const dated = stage.order({
    timeInForce: "gtd",
    price: "0.3",
    expiresAtMs,
  });
  await stage.over(execution.submit(dated, stage.signal));
  const [order] = [...stage.fake.exchange.orders.values()].slice(-1);
  assertEquals(order?.expiration, Math.floor(expiresAtMs / 1_000) + 60);
  assertEquals(order?.orderType, "GTD");
});

Deno.test("an order that the venue ends at its end is expired, also to a process that did not send it", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const expiresAtMs = stage.clock.nowMs() + 300_000;
  const dated = stage.order({ timeInForce: "gtd", price: "0.3", expiresAtMs });
  await stage.over(execution.submit(dated, stage.signal));
  const reborn = await stage.open();
  const query = async () =>
    (await stage.over(reborn.query(dated.id, stage.signal))).status;
  assertEquals(await query(), "accepted");
  await stage.advance(expiresAtMs - stage.clock.nowMs(), 500);
  const [order] = stage.fake.exchange.orders.values();
  assert(order !== undefined);
  stage.fake.exchange.cancel(order.hash);
  assertEquals(await query(), "expired");
});

Deno.test("what is missed while the user channel is away is asked for when it is back, and heartbeats keep orders alive", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const order = stage.order({ ...GTC, price: "0.49" });
  await stage.over(execution.submit(order, stage.signal));
  stage.fake.sockets.drop();
  stage.fake.exchange.quote(stage.market, "SELL", ["0.49", "10"]);
  await stage.until(
    () => stage.pushed(order.id)?.status === "filled",
    "it must be found out",
  );
  await stage.advance(30_000, 200);
  const [beat] = stage.fake.heartbeats.values();
  assert(beat !== undefined);
  assert(stage.clock.nowMs() - beat.atMs <= 5_300);
});

Deno.test("an order that the venue does not take is refused in its words, and one of a wrong version stops the account", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const submit = (status: number, body: Record<string, unknown>) => {
    stage.fake.fault = ({ method, path }) =>
      method === "POST" && path === "/clob/order"
        ? { kind: "answer", status, body }
        : null;
    const order = stage.order({ ...GTC, price: "0.4" });
    return stage.over(execution.submit(order, stage.signal));
  };
  const refusals = [
    [{ success: true, status: "unmatched" }, "unmatched"],
    [{ success: false, errorMsg: "invalid nonce" }, "invalid nonce"],
    [{ success: false }, "the venue does not say why"],
  ] as const;
  for (const [body, reason] of refusals) {
    assertEquals(await submit(200, body), { status: "rejected", reason });
  }
  for (
    const error of [
      "order_version_mismatch",
      "invalid order version, please use the latest clob-client",
      "the order signer address has to be the address of the API KEY",
    ]
  ) {
    await assertRejects(() => submit(400, { error }), FatalVenueError, error);
  }
});

Deno.test("a cancel that the venue does not take leaves the order as it is, in the venue's words", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const order = stage.order({ ...GTC, price: "0.4" });
  await stage.over(execution.submit(order, stage.signal));
  stage.fake.exchange.holds = 1;
  const cancel = () => stage.over(execution.cancel(order.id, stage.signal));
  assertEquals(await cancel(), {
    status: "cancel_refused",
    reason: "order is delayed",
  });
  const { status } = await stage.over(execution.query(order.id, stage.signal));
  assertEquals(status, "accepted");
  assertEquals((await cancel()).status, "canceled");
});

Deno.test("a cancel that the venue takes ends the order, also where its list is behind and to a process that did not send it", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const order = stage.order({ ...GTC, price: "0.4" });
  await stage.over(execution.submit(order, stage.signal));
  const [resting] = stage.fake.exchange.orders.values();
  assert(resting !== undefined);
  const body = orderRow(stage.fake.exchange, resting);
  assertEquals(body["status"], "ORDER_STATUS_LIVE");
  const reborn = await stage.open();
  stage.fake.fault = ({ path }) =>
    path.startsWith("/clob/data/order/")
      ? { kind: "answer", status: 200, body }
      : null;
  assertEquals(
    await stage.over(reborn.cancel(order.id, stage.signal)),
    { status: "canceled", fills: [] },
  );
});

/** A resting order of 10 at 0.49 of which 4 are filled unheard, and a venue that then knows no order any more. */
async function forgottenPart(stage: LiveStage) {
  const execution = await stage.open();
  const order = stage.order({ ...GTC, price: "0.49" });
  await stage.over(execution.submit(order, stage.signal));
  stage.fake.sockets.drop();
  stage.fake.exchange.quote(stage.market, "SELL", ["0.49", "4"]);
  stage.fake.fault = ({ path }) =>
    path.startsWith("/clob/data/order/")
      ? { kind: "status", status: 404 }
      : null;
  return { execution, order };
}

Deno.test("an order that was taken back and that the venue knows no more keeps what was filled of it", async () => {
  await using stage = new LiveStage();
  const { execution, order } = await forgottenPart(stage);
  const report = await stage.over(execution.cancel(order.id, stage.signal));
  assert(report.status === "canceled");
  assertEquals(filled(report), ["4000000 at 490000 fee 0 maker"]);
});

Deno.test("an order that the venue had and knows no more is over with what was filled of it, and not while it may still be on its way into the venue's answers", async () => {
  await using stage = new LiveStage();
  const { execution, order } = await forgottenPart(stage);
  const query = () => stage.over(execution.query(order.id, stage.signal));
  await assertRejects(query, AmbiguousOutcomeError, "nothing yet");
  await stage.advance(execution.arrivesWithinMs, 500);
  const report = await query();
  assertEquals(report.status, "canceled");
  assertEquals(filled(report), ["4000000 at 490000 fee 0 maker"]);
});

Deno.test("an order that the venue took is not called one that it never had, also if nothing more is heard of it", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const order = stage.order({ ...GTC, price: "0.4" });
  stage.fake.sockets.drop();
  stage.fake.fault = ({ path }) =>
    path.startsWith("/clob/data/order/")
      ? { kind: "status", status: 404 }
      : null;
  assertEquals(
    await stage.over(execution.submit(order, stage.signal)),
    { status: "accepted", fills: [] },
  );
  await stage.advance(execution.arrivesWithinMs, 500);
  assertEquals(
    await stage.over(execution.query(order.id, stage.signal)),
    { status: "canceled", fills: [] },
  );
});

Deno.test("a heartbeat that is never answered or refused is followed by another one before the venue cancels everything", async () => {
  for (
    const fault of [{ kind: "hang" }, { kind: "status", status: 503 }] as const
  ) {
    await using stage = new LiveStage();
    const execution = await stage.open();
    const order = stage.order({ ...GTC, price: "0.4" });
    await stage.over(execution.submit(order, stage.signal));
    const [before] = stage.fake.heartbeats.values();
    let lost = 0;
    stage.fake.fault = ({ path }) =>
      path === "/clob/v1/heartbeats" && lost === 0 ? fault : null;
    await stage.until(() => stage.failures.length > 0, "it must be told");
    lost += 1;
    await stage.advance(60_000, 200);
    const [after] = stage.fake.heartbeats.values();
    assert(before !== undefined && after !== undefined);
    assert(stage.clock.nowMs() - after.atMs <= 5_300);
    assertEquals(
      (await stage.over(execution.query(order.id, stage.signal))).status,
      "accepted",
    );
    assertEquals(stage.failures.length, 1);
  }
});

Deno.test("an answer without a word about an order is not the venue's word that there is none", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  const order = stage.order({ ...GTC, price: "0.4" });
  await stage.over(execution.submit(order, stage.signal));
  stage.fake.fault = ({ path }) =>
    path.startsWith("/clob/data/order/") ? { kind: "empty" } : null;
  await assertRejects(
    () => stage.over(execution.query(order.id, stage.signal)),
    AmbiguousOutcomeError,
  );
});

Deno.test("a purchase needs the allowance of the exchange that its market trades on, and of no other one", async () => {
  await using stage = new LiveStage();
  const { exchange } = stage.fake;
  const slug = "btc-updown-15m-1791242100";
  exchange.list({ ...NEGATIVE_RISK, slug, negRisk: true });
  const [wallet] = exchange.wallets.values();
  assert(wallet !== undefined);
  wallet.allowance = "0";
  stage.fake.otherAllowances = { [CONTRACTS.negRiskExchangeV2]: "4000000" };
  const execution = await stage.open();
  const submit = (fields: Parameters<LiveStage["order"]>[0]) =>
    stage.over(
      execution.submit(
        stage.order({ ...GTC, price: "0.4", ...fields }),
        stage.signal,
      ),
    );
  const plain = await submit({});
  assert(plain.status === "rejected");
  assertStringIncludes(plain.reason, "the exchange may take 0");
  const marketId = `polymarket:${slug}` as MarketId;
  assertEquals((await submit({ marketId })).status, "accepted");
  const more = await submit({ marketId, quantity: quantity("11") });
  assert(more.status === "rejected");
  assertStringIncludes(more.reason, "the exchange may take 4000000");
});

Deno.test("account() tells open orders, fills, positions and cash, over several pages", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  for (const price of ["0.3", "0.31", "0.32"]) {
    await stage.over(
      execution.submit(stage.order({ ...GTC, price }), stage.signal),
    );
  }
  for (let count = 0; count < 3; count += 1) {
    stage.fake.exchange.quote(stage.market, "SELL", ["0.5", "5"]);
    await stage.over(
      execution.submit(stage.order({ quantity: quantity("5") }), stage.signal),
    );
  }
  const report = await stage.over(execution.account(0, stage.signal));
  assertEquals(report.openOrders.length, 3);
  assertEquals(report.fills.length, 3);
  assertEquals(
    report.positions.map((
      { outcome, quantity },
    ) => [outcome, quantity as bigint]),
    [
      ["yes", 15_000_000n],
    ],
  );
  // 1,000 less three times 2.5 and a fee of 0.0875.
  assertEquals(report.balances[0]?.cash as bigint, 992_237_500n);
});

Deno.test("a wallet that lets the exchange take nothing does not trade live", async () => {
  await using stage = new LiveStage();
  const [wallet] = stage.fake.exchange.wallets.values();
  assert(wallet !== undefined);
  wallet.allowance = "0";
  await assertRejects(
    () => stage.open(),
    FatalVenueError,
    "must let the exchange take its dollars",
  );
});

Deno.test("orders of both outcomes are sent for the token of their own outcome", async () => {
  await using stage = new LiveStage();
  const execution = await stage.open();
  for (const outcome of ["yes", "no"] as const) {
    await stage.over(execution.submit(
      stage.order({ ...GTC, outcome, price: "0.3" }),
      stage.signal,
    ));
  }
  assertEquals(
    [...stage.fake.exchange.orders.values()].map((
      { tokenId, price },
    ) => [tokenId, price]),
    [[YES, 300_000], [NO, 300_000]],
  );
});
