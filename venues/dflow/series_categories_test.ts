import { assertEquals, assertRejects } from "@std/assert";
import { SeededRandom, SimulatedClock } from "../../runtime/mod.ts";
import { HttpClient } from "../net/http_client.ts";
import { wideBucket } from "../net/net_testing.ts";
import { decodeMarket } from "./decode_market.ts";
import { SeriesCategories } from "./series_categories.ts";

const MINUTE_MS = 60_000;

function market(eventTicker: string) {
  const decoding = decodeMarket({
    ticker: `${eventTicker}-T5`,
    eventTicker,
    title: "Rain?",
    openTime: 1_764_720_000,
    closeTime: 1_764_781_200,
    status: "active",
    result: "",
  });
  if (!decoding.ok) throw new Error(decoding.message);
  return decoding.listing.market;
}

/** A lookup at a venue that answers each question by the next of `answers`, and what it was asked. */
function openLookup(answers: (() => Response)[]) {
  const clock = new SimulatedClock();
  const asked: string[] = [];
  const http = new HttpClient({
    venue: "dflow",
    baseUrl: () => "http://venue",
    clock,
    random: new SeededRandom(1),
    bucket: wideBucket(clock),
    attemptsMax: 1,
    fetch(url) {
      asked.push(url);
      const answer = answers.shift();
      if (answer === undefined) throw new Error("nobody answers");
      return Promise.resolve(answer());
    },
  });
  return { clock, asked, categories: new SeriesCategories({ http, clock }) };
}

const SERIES = () =>
  Response.json({
    series: [
      { ticker: "RAIN", category: "Climate and Weather", tags: ["Sky"] },
      { ticker: "VOTE", category: null },
    ],
  });

const { signal } = new AbortController();

Deno.test("look() asks once for the series of all markets, and sorts each by its own", async () => {
  const { categories, asked } = openLookup([SERIES]);
  const rain = market("RAIN-26NOV21");
  const vote = market("VOTE-26");
  const before = categories.sorted(rain);
  await categories.look([rain, vote], signal);
  await categories.look([vote, rain], signal);
  assertEquals(asked, ["http://venue/series"]);
  assertEquals("category" in before, false);
  assertEquals(categories.sorted(rain).category, "climate and weather");
  for (const other of [vote, market("SNOW-26")]) {
    assertEquals("category" in categories.sorted(other), false);
  }
});

Deno.test("look() asks again for a series that is not known, but not with every listing", async () => {
  const snow = () =>
    Response.json({ series: [{ ticker: "SNOW", category: "Winter" }] });
  const { categories, asked, clock } = openLookup([SERIES, snow]);
  const december = market("SNOW-26");
  await categories.look([december], signal);
  clock.advanceBy(9 * MINUTE_MS);
  await categories.look([december], signal);
  assertEquals([asked.length, categories.sorted(december).category], [
    1,
    undefined,
  ]);
  clock.advanceBy(MINUTE_MS);
  await categories.look([december], signal);
  assertEquals(asked.length, 2);
  assertEquals(categories.sorted(december).category, "winter");
});

Deno.test("look() keeps what it knows when the venue cannot be asked", async () => {
  const broken = () => new Response("no", { status: 500 });
  const { categories, clock } = openLookup([SERIES, broken]);
  const rain = market("RAIN-26");
  await categories.look([rain], signal);
  clock.advanceBy(10 * MINUTE_MS);
  await assertRejects(() => categories.look([market("SNOW-26")], signal));
  assertEquals(categories.sorted(rain).category, "climate and weather");
});
