import { admittedAgents } from "./agent_entry.ts";
import { ConfigError, type Settings } from "../config.ts";
import { GENESIS_HEAD } from "../domain/journal.ts";
import { freshOptions } from "../fresh.config.ts";
import type { Log } from "./log.ts";
import type { ArenaProgress } from "./arena_progress.ts";
import { createApi } from "../routes/(_api)/api.ts";
import type { LatestBoards } from "../routes/(_api)/latest_boards.ts";
import type { ChatModel } from "../routes/(_api)/chat/analyst.ts";
import type { OrderTimings } from "../routes/(_api)/order_timings.ts";
import type { SseHub } from "../routes/(_api)/sse_hub.ts";
import { pastEvents } from "../routes/(_site)/past_events.ts";
import { createSite } from "../routes/(_site)/site.ts";
import type { Clock } from "../runtime/mod.ts";

interface SiteServerDependencies {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly hub: SseHub;
  readonly timings: OrderTimings;
  readonly boards: LatestBoards;
  readonly progress: ArenaProgress;
  /** The model that answers visitors; `null` where sentences do. */
  readonly chatModel: ChatModel | null;
  /** Takes what closes the server. */
  readonly openings: AsyncDisposableStack;
}

/** What an actor that an operator crashes fails with. */
const CRASH_REASON =
  "Cannot go on as an operator crashed it: current value is POST /admin/actors";

/** A site that is being built. */
interface Site {
  readonly url: string;
  /** Resolves once it answers; what is asked before waits for that. */
  readonly isUp: Promise<void>;
}

/**
 * Serves pages, API and stream at the settings' address; also while the rest of the arena is not there.
 *
 * @throws {Error} If another process has the port. @throws {ConfigError} If nobody can listen there.
 */
export function openSite(dependencies: SiteServerDependencies): Site {
  const { settings, hub, openings } = dependencies;
  const handler = siteHandler(dependencies);
  const server = listen(
    settings,
    async (request, connection) => (await handler)(request, connection),
  );
  openings.defer(async () => {
    hub.close();
    await server.shutdown();
  });
  return { url: urlOf(server.addr), isUp: handler.then(() => {}) };
}

async function siteHandler(
  {
    settings,
    clock,
    log,
    hub,
    timings,
    boards,
    progress,
    chatModel,
  }: SiteServerDependencies,
): Promise<Deno.ServeHandler<Deno.NetAddr>> {
  const site = await createSite({
    build: freshOptions,
    view: () => hub.view(),
    position: () => hub.position(),
    boards,
    catalog: () => progress.catalog,
    tasks: () => progress.tasks,
    pastEvent: pastEvents(() => progress.readable?.history ?? null),
    hasOperators: settings.ARENA_ADMIN_TOKEN !== null,
    onError: (error) => log.error({ err: error }, "a page failed"),
  });
  // Only bundling the islands starts a program. Nothing that comes in later can.
  Deno.permissions.revokeSync({ name: "run" });
  const api = createApi({
    hub,
    timings,
    boards,
    catalog: () => progress.catalog,
    tasks: () => progress.tasks,
    prices: () => progress.readable?.prices ?? null,
    venueHealth: () => progress.marketData?.health ?? null,
    site,
    nowMs: () => clock.nowMs(),
    journalHead: () => progress.database?.journal.head() ?? GENESIS_HEAD,
    history: () => progress.readable?.history ?? null,
    journal: () => progress.readable?.journal ?? null,
    decisions: () => progress.readable?.decisions ?? null,
    calls: () => progress.records,
    adminToken: settings.ARENA_ADMIN_TOKEN,
    desk: () => progress.stage === "trading" ? progress.desk : null,
    crashActor: (path) =>
      progress.system?.injectFailure(path, new Error(CRASH_REASON)) ?? false,
    chatModel,
    agents: {
      agents: admittedAgents(settings),
      requestsPerMinute: settings.ARENA_AGENT_REQUESTS_PER_MINUTE,
      desk: (id) =>
        progress.stage === "trading" ? progress.agents.get(id) ?? null : null,
    },
    onError: (error) => log.error({ err: error }, "a request failed"),
  });
  return (request, connection) => api.fetch(request, connection);
}

function listen(
  { HOST: hostname, PORT: port }: Settings,
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({ hostname, port, onListen() {} }, handler);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new Error(
        `Cannot start as PORT must be free, or 0 for any that is: current value is ${port}, taken by another process`,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      `Cannot start as HOST and PORT must be an address that this process may listen on: current value is ${hostname}:${port} (${reason})`,
    );
  }
}

function urlOf({ hostname, port }: Deno.NetAddr): string {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `http://${host}:${port}`;
}
