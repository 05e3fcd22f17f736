import { assertEquals } from "@std/assert";
import type { Fill } from "../../domain/fill.ts";
import { ArenaBooks } from "../../domain/fold.ts";
import { contestantId, fillId, marketId, orderId } from "../../domain/ids.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import type { VenueId } from "../../domain/market.ts";
import { quantity, usd } from "../../domain/money.ts";
import {
  SAMPLE_FILL,
  SAMPLE_MARKET,
  SAMPLE_ORDER,
} from "../../domain/testing/samples.ts";
import { FINAL, MARKET, rowsOf, SETTLED } from "../../domain/testing/story.ts";
import type { VenueAccountReport } from "../ports/execution.ts";
import { compare, type Comparison } from "./compare.ts";
import { differenceKey } from "./differences.ts";
import { FillWindow } from "./fill_window.ts";
import { RecentPayouts } from "./recent_payouts.ts";
import {
  ACCEPTED,
  AGREEING,
  HOLDING,
  LISTED,
  NOTHING,
  RESTING,
  SUBMITTED,
} from "./reconciler_testing.ts";

const { id: ORDER, contestantId: MIRROR } = SAMPLE_ORDER;
const [AGREED_POSITION] = AGREEING.positions;
const OTHER_FILL: Fill = { ...SAMPLE_FILL, id: fillId("f_2") };
const CANCEL_REQUESTED: JournalEntry = {
  kind: "order_cancel_requested",
  orderId: ORDER,
  reason: "Enough.",
};

function compared(
  journal: readonly JournalEntry[],
  report: Partial<VenueAccountReport>,
  { nowMs = 2_000, venue = SAMPLE_MARKET.venue }: {
    readonly nowMs?: number;
    readonly venue?: VenueId;
  } = {},
): Comparison {
  const books = new ArenaBooks();
  const fills = new FillWindow(0);
  const payouts = new RecentPayouts();
  for (const row of rowsOf(journal)) {
    books.apply(row);
    fills.fold(row);
    payouts.fold(row);
  }
  const driftMax = usd("1");
  const side = { books, fills, payouts, nowMs, driftMax, venue };
  return compare(side, { ...NOTHING, ...report });
}

function found(...given: Parameters<typeof compared>): readonly string[] {
  return compared(...given).differences.map(differenceKey);
}

function holding(contracts: string): Partial<VenueAccountReport> {
  if (AGREED_POSITION === undefined) {
    throw new Error("The sample holds nothing");
  }
  const position = { ...AGREED_POSITION, quantity: quantity(contracts) };
  return { ...AGREEING, positions: [position] };
}

function cash(amount: string): Partial<VenueAccountReport> {
  const balance = { contestantId: MIRROR, cash: usd(amount) };
  return { ...AGREEING, balances: [balance] };
}

Deno.test("compare() finds nothing where journal and venue agree, and counts what it looked at", () => {
  assertEquals(compared(HOLDING, AGREEING), {
    differences: [],
    drifts: 0,
    ordersChecked: 0,
    fillsChecked: 1,
    positionsChecked: 1,
    balancesChecked: 1,
  });
  const resting = compared(RESTING, { openOrders: [ORDER] });
  assertEquals([resting.differences, resting.ordersChecked], [[], 1]);
});

const STANDING: JournalEntry = {
  kind: "order_submitted",
  order: { ...SAMPLE_ORDER, id: orderId("o_2"), status: "submitted" },
};

const CASES: readonly (readonly [
  name: string,
  journal: readonly JournalEntry[],
  report: Partial<VenueAccountReport>,
  expected: readonly string[],
])[] = [
  ["an order that rests and is not listed", RESTING, {}, [
    "order_unlisted o_1",
  ]],
  ["nothing in an order that was just sent", [...RESTING.slice(0, 3)], {}, []],
  [
    "nothing in an order that is being taken back",
    [...RESTING, CANCEL_REQUESTED],
    {},
    [],
  ],
  [
    "an order that is over and listed",
    HOLDING,
    { ...AGREEING, openOrders: [ORDER] },
    ["order_unexpected o_1"],
  ],
  [
    "an order that was never made and is listed",
    HOLDING,
    { ...AGREEING, openOrders: [orderId("o_9")] },
    ["order_unexpected o_9"],
  ],
  [
    "a fill that came after its order was over, and says nothing of what is held there",
    HOLDING,
    { ...holding("8"), fills: [SAMPLE_FILL, OTHER_FILL] },
    ["fill_missing f_2"],
  ],
  [
    "a fill of an order that works, once, however often it is listed",
    RESTING,
    { openOrders: [ORDER], fills: [SAMPLE_FILL, SAMPLE_FILL] },
    ["fill_missing f_1"],
  ],
  [
    "nothing in the first fill of an order that was just sent",
    RESTING.slice(0, 3),
    {
      openOrders: [ORDER],
      fills: [SAMPLE_FILL],
      positions: AGREEING.positions,
    },
    [],
  ],
  [
    "a fill of an order that was never made",
    HOLDING,
    {
      ...AGREEING,
      fills: [SAMPLE_FILL, { ...OTHER_FILL, orderId: orderId("o_9") }],
    },
    ["fill_missing f_2"],
  ],
  [
    "nothing in a fill from before the time that is looked at",
    HOLDING,
    { ...AGREEING, fills: [{ ...OTHER_FILL, occurredAtMs: -900_001 }] },
    [],
  ],
  ["more held than booked", HOLDING, holding("6"), [
    `position_differs mirror ${MARKET} yes 2000000`,
  ]],
  ["less held than booked", HOLDING, holding("1"), [
    `position_differs mirror ${MARKET} yes -3000000`,
  ]],
  [
    "a holding that the venue does not have",
    HOLDING,
    { ...AGREEING, positions: [] },
    [`position_differs mirror ${MARKET} yes -4000000`],
  ],
  [
    "a holding in a market that nobody listed",
    HOLDING.filter((entry) => entry !== LISTED),
    {
      ...AGREEING,
      positions: [
        ...AGREEING.positions,
        {
          contestantId: MIRROR,
          marketId: marketId("kalshi", "OTHER"),
          outcome: "no",
          quantity: quantity("1"),
        },
      ],
    },
    ["position_differs mirror kalshi:OTHER no 1000000"],
  ],
  [
    "a holding although another order rests there",
    [...HOLDING, STANDING, { ...ACCEPTED, orderId: orderId("o_2") }],
    { ...holding("6"), openOrders: [orderId("o_2")] },
    [`position_differs mirror ${MARKET} yes 2000000`],
  ],
  [
    "nothing in a holding where an order was just sent",
    [...HOLDING, STANDING],
    holding("6"),
    [],
  ],
  [
    "nothing in the holdings and cash of somebody who is not enrolled",
    [LISTED],
    { ...AGREEING, fills: [] },
    [],
  ],
  [
    "nothing in a holding whose market has ended",
    [...HOLDING, { ...FINAL, phase: "closed", resolution: null }],
    { ...AGREEING, positions: [] },
    [],
  ],
  ["cash that is missing", HOLDING, cash("990"), [
    "balance_differs mirror -7730000",
  ]],
  [
    "nothing in cash that the calls of its model cost",
    [...HOLDING, {
      kind: "inference_charged",
      contestantId: MIRROR,
      decisionId: null,
      amount: usd("50"),
      model: "m",
    }],
    AGREEING,
    [],
  ],
  [
    "nothing in the cash of somebody whose orders may have set it aside",
    RESTING,
    { ...cash("990"), openOrders: [ORDER], fills: [], positions: [] },
    [],
  ],
  [
    "nothing in cash that a payout may be on its way of",
    [...HOLDING, FINAL, SETTLED],
    { ...cash("997.73"), positions: [] },
    [],
  ],
  [
    "cash that no payout on its way explains",
    [...HOLDING, FINAL, SETTLED],
    { ...cash("990"), positions: [] },
    ["balance_differs mirror -11730000"],
  ],
  [
    "nothing in cash that the venue has paid out before we heard of it",
    [...HOLDING, { ...FINAL, phase: "closed", resolution: null }],
    { ...cash("1001.73"), positions: [] },
    [],
  ],
];

for (const [name, journal, report, expected] of CASES) {
  Deno.test(`compare() finds ${name}`, () => {
    assertEquals(found(journal, report), expected);
  });
}

Deno.test("compare() takes a market for ended at its close, whatever its phase", () => {
  const { closesAtMs } = SAMPLE_MARKET;
  const gone = { ...AGREEING, positions: [] };
  assertEquals(found(HOLDING, gone, { nowMs: closesAtMs - 1 }).length, 1);
  assertEquals(found(HOLDING, gone, { nowMs: closesAtMs }), []);
});

Deno.test("compare() says nothing of what is held at another venue than the one that was asked", () => {
  const gone = { ...AGREEING, positions: [] };
  assertEquals(found(HOLDING, gone).length, 1);
  assertEquals(found(HOLDING, gone, { venue: "dflow" }), []);
});

Deno.test("compare() counts cash that is off by up to the drift threshold and leaves it alone", () => {
  for (
    const [amount, drifts, differences] of [
      ["997.73", 0, 0],
      ["997.74", 1, 0],
      ["996.73", 1, 0],
      ["998.73", 1, 0],
      ["996.729999", 0, 1],
      ["998.730001", 0, 1],
    ] as const
  ) {
    const comparison = compared(HOLDING, cash(amount));
    assertEquals(
      [comparison.drifts, comparison.differences.length],
      [drifts, differences],
      amount,
    );
  }
});

Deno.test("compare() says of a missing fill what the journal knows of its order", () => {
  const late = { ...AGREEING, fills: [SAMPLE_FILL, OTHER_FILL] };
  const many = Array.from({ length: 201 }, (_, index): JournalEntry[] => {
    const id = orderId(`o_many_${index}`);
    return [
      { ...SUBMITTED, order: { ...SAMPLE_ORDER, id, status: "submitted" } },
      { kind: "order_rejected", orderId: id, reason: "No." },
    ];
  }).flat();
  const standings = [HOLDING, [...HOLDING, ...many]].map((journal) =>
    compared(journal, late).differences.map((difference) =>
      difference.kind === "fill_missing" ? difference.order : difference.kind
    )
  );
  assertEquals(standings, [["closed"], ["forgotten"]]);
  const unknown = { ...OTHER_FILL, orderId: orderId("o_9") };
  assertEquals(
    compared(HOLDING, { ...AGREEING, fills: [unknown] }).differences,
    [{ kind: "fill_missing", fill: unknown, order: "unknown" }],
  );
});

Deno.test("compare() looks at nobody else's cash where one contestant has orders", () => {
  const other = contestantId("other");
  const enrolled: JournalEntry = {
    kind: "contestant_enrolled",
    contestantId: other,
    name: "Other",
    strategy: "hold",
    startingBalance: usd("1000"),
  };
  const balances = [MIRROR, other].map((id) => ({
    contestantId: id,
    cash: usd("5"),
  }));
  assertEquals(
    found([...RESTING, enrolled], { openOrders: [ORDER], balances }),
    [
      "balance_differs other -995000000",
    ],
  );
});

Deno.test("compare() says nothing of a contestant whose account did not answer, and looks at the others", () => {
  const other = contestantId("other");
  const enrolled: JournalEntry = {
    kind: "contestant_enrolled",
    contestantId: other,
    name: "Other",
    strategy: "hold",
    startingBalance: usd("1000"),
  };
  const silence = {
    unanswered: [MIRROR],
    balances: [{ contestantId: other, cash: usd("5") }],
  };
  for (const journal of [RESTING, HOLDING]) {
    const { differences, ordersChecked, positionsChecked } = compared(
      [...journal, enrolled],
      silence,
    );
    assertEquals(differences.map(differenceKey), [
      "balance_differs other -995000000",
    ]);
    assertEquals([ordersChecked, positionsChecked], [0, 0]);
  }
});
