import { assert, assertEquals } from "@std/assert";
import type { SummaryOutcome } from "../../actors/ports/event_summary.ts";
import type { SearchOutcome } from "../../actors/ports/web_search.ts";
import { usd } from "../../domain/money.ts";
import { CassetteFolder } from "../../models/cassette_folder.ts";
import {
  RecordingWeb,
  ReplayingWeb,
  type Web,
} from "../../models/web_cassettes.ts";

const SIGNAL = new AbortController().signal;

/** A web on which the news change with every look. */
class ChangingWeb implements Web {
  readonly costMax = usd("0.02");
  looks = 0;

  search(query: string): Promise<SearchOutcome> {
    this.looks += 1;
    const url = `https://example.org/${this.looks}`;
    return Promise.resolve({
      kind: "found",
      hits: [{ title: query, url, snippet: "", date: null }],
    });
  }

  summarize(question: string): Promise<SummaryOutcome> {
    this.looks += 1;
    return Promise.resolve({
      kind: "summarized",
      summary: {
        text: `${question} as of ${this.looks}`,
        queries: [question],
        sources: [{
          id: 1,
          title: "A",
          url: "https://example.org/",
          date: null,
          isCited: false,
        }],
        model: "perplexity/sonar",
      },
      cost: { amount: usd("0.0012"), source: "provider" },
    });
  }
}

Deno.test("the web answers a replay as it did, take by take, and nothing else", async () => {
  const path = await Deno.makeTempDir();
  try {
    const folder = new CassetteFolder(path);
    const web = new ChangingWeb();
    const ask = async (asked: Web) => [
      await asked.search("rain", SIGNAL),
      await asked.search("rain", SIGNAL),
      await asked.summarize("Will it rain?", SIGNAL),
      await asked.search("rain", SIGNAL),
    ];
    const recorded = await ask(new RecordingWeb(folder, web));
    assertEquals(await ask(new ReplayingWeb(folder, usd("0.02"))), recorded);
    assertEquals(web.looks, 4);

    // Another process goes on where this one stopped, and looks anew.
    const later = await new RecordingWeb(folder, web).search("rain", SIGNAL);
    const replaying = new ReplayingWeb(folder, usd("0.02"));
    await ask(replaying);
    assertEquals(await replaying.search("rain", SIGNAL), later);

    const absent = await replaying.search("rain", SIGNAL);
    assert(absent.kind === "failed");
    const summary = await replaying.summarize("Will it snow?", SIGNAL);
    assertEquals(
      summary.kind === "failed" && summary.fault.kind,
      "no_cassette",
    );
  } finally {
    await Deno.remove(path, { recursive: true });
  }
});
