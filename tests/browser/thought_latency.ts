import { event } from "../models/reply_events.ts";
import type { ArenaPage } from "./arena_page.ts";
import type { OpenReply } from "./model_provider.ts";

/** Between two tokens, in milliseconds: a fast model. */
const TOKEN_MS = 40;
const TOKENS = 100;

/** How long tokens took from the provider's wire to the page, in milliseconds. */
export interface ThoughtLatency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * Streams tokens and measures when each is painted: both ends stamp by the clock of this machine.
 *
 * @param deadlineMs Until the last one must be painted.
 */
export async function measureThoughts(
  { page }: ArenaPage,
  { reply, deadlineMs }: {
    readonly reply: OpenReply;
    readonly deadlineMs: number;
  },
): Promise<ThoughtLatency> {
  await page.evaluate(() => {
    const painted: Record<string, number> = {};
    Object.assign(globalThis, { painted });
    const look = () => {
      const thoughts = document.querySelectorAll("[data-testid=thought]");
      const text = [...thoughts].map((one) => one.textContent).join(" ");
      const found = text.match(/\btoken-\d+\b/g) ?? [];
      const fresh = found.filter((token) => painted[token] === undefined);
      for (const token of fresh) painted[token] = Infinity;
      if (fresh.length === 0) return;
      // The task after the next frame has begun runs once that frame is drawn.
      requestAnimationFrame(() =>
        setTimeout(() => {
          const nowMs = performance.timeOrigin + performance.now();
          for (const token of fresh) painted[token] = nowMs;
        })
      );
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const sentAtMs: number[] = [];
  for (let n = 0; n < TOKENS; n++) {
    sentAtMs.push(performance.timeOrigin + performance.now());
    reply.send(tokenEvent(reply.model, `token-${n} `));
    await new Promise((resolve) => setTimeout(resolve, TOKEN_MS));
  }
  const stamps = await page.waitForFunction(
    (last) => {
      const painted = Reflect.get(globalThis, "painted");
      return Number.isFinite(painted[last]) ? painted : null;
    },
    `token-${TOKENS - 1}`,
    { timeout: deadlineMs },
  );
  const painted = await stamps.jsonValue() as Record<string, number>;
  const took = sentAtMs
    .map((atMs, n) => (painted[`token-${n}`] ?? Infinity) - atMs)
    .toSorted((left, right) => left - right);
  const at = (share: number) =>
    took[Math.ceil(share * took.length) - 1] ?? Infinity;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function tokenEvent(model: string, reasoning: string): string {
  return event({
    id: "gen-1770044155-jEc8jq97DQBmH0pjR97n",
    model,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: { reasoning }, finish_reason: null }],
  });
}
