import type {
  Model,
  ModelCallOptions,
  ModelOutcome,
  ModelRequest,
  Models,
} from "../../actors/ports/model.ts";
import type {
  EventSummaries,
  SummaryOutcome,
} from "../../actors/ports/event_summary.ts";
import type {
  SearchOutcome,
  WebSearch,
} from "../../actors/ports/web_search.ts";
import type { Clock } from "../../runtime/mod.ts";
import type { ContestantId } from "../../domain/ids.ts";
import { ZERO_USD } from "../../domain/money.ts";

/** How long a model thinks and a search takes in a replay, in milliseconds of the simulated clock. */
const LATENCY_MS = 3_000;

const GIVEN_UP = {
  kind: "failed",
  fault: {
    kind: "aborted",
    detail: "It was not wanted any more.",
    retryAfterMs: null,
    httpStatus: null,
  },
  cost: { amount: ZERO_USD, source: "estimate" },
  raw: "",
} as const satisfies ModelOutcome;

/** Work that is under way outside of the simulated time. */
interface Waiting {
  readonly dueMs: number;
  readonly arrived: Promise<unknown>;
}

/**
 * Models and a search engine that answer when they are told to.
 *
 * How long a provider really takes must not show in a replay: every call takes the same simulated time, and time does
 * not pass a moment at which an answer is due before it is there. Calls of one moment run side by side.
 */
export class SteppedModels implements Models {
  readonly parseAnswer: Models["parseAnswer"];
  readonly search: WebSearch | null;
  readonly summaries: EventSummaries | null;
  readonly #inner: Models;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];

  constructor(inner: Models, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.parseAnswer = (text) => inner.parseAnswer(text);
    const { search } = inner;
    this.search = search === null ? null : {
      search: (query, signal): Promise<SearchOutcome> =>
        this.#later(search.search(query, new AbortController().signal), {
          signal,
          givenUp: { kind: "failed", detail: "It was not wanted any more." },
        }),
    };
    const { summaries } = inner;
    this.summaries = summaries === null ? null : {
      costMax: summaries.costMax,
      summarize: (question, signal): Promise<SummaryOutcome> =>
        this.#later(
          summaries.summarize(question, new AbortController().signal),
          { signal, givenUp: GIVEN_UP },
        ),
    };
  }

  open(contestantId: ContestantId): Model {
    const inner = this.#inner.open(contestantId);
    return {
      costMax: (request) => inner.costMax(request),
      call: (request, options) => this.#call(inner, request, options),
    };
  }

  cutCallCost(
    ...call: Parameters<Models["cutCallCost"]>
  ): ReturnType<Models["cutCallCost"]> {
    return this.#inner.cutCallCost(...call);
  }

  openBudget(): ReturnType<Models["openBudget"]> {
    return this.#inner.openBudget();
  }

  /** Resolves once everything has arrived that is due by `dueMs`, in milliseconds of the simulated clock. */
  async arrived(dueMs: number): Promise<void> {
    const due = this.#waiting.filter((waiting) => waiting.dueMs <= dueMs);
    if (due.length === 0) return;
    await Promise.all(due.map(({ arrived }) => arrived));
    this.#waiting = this.#waiting.filter((waiting) => waiting.dueMs > dueMs);
  }

  /** The call itself is never cut off, so that a cassette holds it whole, whatever becomes of it here. */
  #call(
    inner: Model,
    request: ModelRequest,
    { signal, onDelta }: ModelCallOptions,
  ): Promise<ModelOutcome> {
    if (signal.aborted) return Promise.resolve(GIVEN_UP);
    const called = inner.call(request, {
      signal: new AbortController().signal,
      onDelta,
    });
    return this.#later(called, { signal, givenUp: GIVEN_UP });
  }

  #later<Value>(
    work: Promise<Value>,
    { signal, givenUp }: {
      readonly signal: AbortSignal;
      readonly givenUp: Value;
    },
  ): Promise<Value> {
    const dueMs = this.#clock.nowMs() + LATENCY_MS;
    this.#waiting.push({ dueMs, arrived: work });
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.setTimer(
        () => work.then(resolve, reject),
        LATENCY_MS,
      );
      signal.addEventListener("abort", () => {
        cancel();
        resolve(givenUp);
      }, { once: true });
    });
  }
}
