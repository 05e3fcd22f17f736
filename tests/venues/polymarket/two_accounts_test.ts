import { assert, assertEquals } from "@std/assert";
import { contestantId } from "../../../domain/ids.ts";
import { ProtocolServer } from "../../models/protocol_server.ts";
import { ArenaProcess, TemporaryFolder } from "../../process/arena_process.ts";
import { checkJournal, readJournal } from "../../process/journal_check.ts";
import { BUY, liveModelSettings, WAIT_MS } from "../live_model.ts";
import { PRIVATE_KEY } from "./polymarket_stage.ts";
import { ProcessStage } from "./process_stage.ts";

/** Another key that everybody knows. */
const OTHER_KEY =
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
const REFUSED = "claude-3.5";
const SERVED = "deepseek";

Deno.test("two contestants trade live by keys of their own, and the one whose key is revoked halts alone", async () => {
  await using folder = await TemporaryFolder.make();
  await using server = new ProtocolServer({ decide: () => BUY });
  await using stage = new ProcessStage();
  const { exchange, auth } = stage.fake;
  const wallets = new Map([
    [REFUSED, stage.fund(PRIVATE_KEY)],
    [SERVED, stage.fund(OTHER_KEY)],
  ]);
  const ownOrders = (model: string) =>
    [...exchange.orders.values()].filter(({ owner }) =>
      owner === wallets.get(model)?.address
    );
  await using arena = await ArenaProcess.start({
    ...await liveModelSettings(folder, server, [REFUSED, SERVED]),
    ...stage.settings({ [REFUSED]: PRIVATE_KEY, [SERVED]: OTHER_KEY }),
  });
  for (const model of [REFUSED, SERVED]) {
    await arena.viewWhere(
      `${model}-live has filled`,
      WAIT_MS,
      ({ fills }) =>
        fills.some((fill) => fill.contestantId === `${model}-live`),
    );
  }
  auth.revoke(wallets.get(REFUSED)?.apiKey ?? "");
  const before = ownOrders(SERVED).length;
  stage.open({
    slug: "btc-updown-15m-1791242100",
    conditionId: `0x${"ab".repeat(32)}`,
    clobTokenIds: JSON.stringify(["3".repeat(77), "4".repeat(77)]),
  });
  await arena.eventually(
    "the other one trades on, in the next round too",
    WAIT_MS,
    () => ownOrders(SERVED).length > before || null,
  );
  const halted = await arena.viewWhere(
    "the refused one is halted",
    WAIT_MS,
    ({ contestants }) =>
      contestants.some(({ tradingState }) => tradingState === "halted"),
  );
  assertEquals(
    halted.contestants.filter(({ tradingState }) => tradingState !== "active")
      .map(({ id }) => id),
    [`${REFUSED}-live`],
  );
  const { stderr } = await arena.stop();
  for (const key of [PRIVATE_KEY, OTHER_KEY]) assert(!stderr.includes(key));
  const rows = await readJournal({ pgliteDir: `${folder.path}/pglite` });
  checkJournal(rows);
  const halts = rows.flatMap(({ entry }) =>
    entry.kind === "trading_state_changed" ? [entry] : []
  );
  assertEquals(
    halts.map(({ scope, cause }) => [scope, cause]),
    [[
      { kind: "contestant", contestantId: contestantId(`${REFUSED}-live`) },
      "account_refused",
    ]],
  );
  const contestantOf = new Map(
    rows.flatMap(({ entry }) =>
      entry.kind === "order_submitted"
        ? [[entry.order.id, entry.order.contestantId] as const]
        : []
    ),
  );
  const signedBy = new Map<string, Set<string | undefined>>();
  for (const { entry } of rows) {
    if (entry.kind !== "order_signed") continue;
    const owner = exchange.orders.get(entry.reference)?.owner;
    // What was signed for the revoked key never became an order.
    if (owner === undefined) continue;
    const owners = signedBy.get(owner) ?? new Set();
    signedBy.set(owner, owners.add(contestantOf.get(entry.orderId)));
  }
  assertEquals(
    signedBy,
    new Map(
      [REFUSED, SERVED].map((model) => [
        wallets.get(model)?.address ?? "",
        new Set([`${model}-live`]),
      ]),
    ),
    "each wallet signed for its own contestant alone",
  );
});
