/**
 * A wire between the driver and a PostgreSQL server that tests can cut, for outages that are real.
 *
 * @module
 */

/** Forwards TCP connections to one server. */
export class TestProxy {
  readonly #hostname: string;
  readonly #port: number;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #listener: Deno.TcpListener;
  #wire: "whole" | "deaf" | "cut" = "whole";

  /** Listens on a free port of the loopback. */
  constructor({ hostname, port }: { hostname: string; port: number }) {
    this.#hostname = hostname;
    this.#port = port;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#accept();
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Passes on what the client says and drops what the server answers, from now on. */
  deafen(): void {
    this.#wire = "deaf";
  }

  /** Closes all connections, and new ones at once. */
  cut(): void {
    this.#wire = "cut";
    for (const connection of this.#connections) close(connection);
    this.#connections.clear();
  }

  /** Works again after `cut` or `deafen`. */
  restore(): void {
    this.#wire = "whole";
  }

  /** Cuts for good. */
  close(): void {
    this.cut();
    this.#listener.close();
  }

  async #accept(): Promise<void> {
    try {
      for await (const client of this.#listener) {
        if (this.#wire === "cut") close(client);
        else await this.#join(client);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #join(client: Deno.TcpConn): Promise<void> {
    const server = await Deno.connect({
      hostname: this.#hostname,
      port: this.#port,
    });
    this.#connections.add(client).add(server);
    this.#forward(client, server, () => true);
    this.#forward(server, client, () => this.#wire === "whole");
  }

  async #forward(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    isHeard: () => boolean,
  ): Promise<void> {
    try {
      for await (const bytes of from.readable) {
        if (!isHeard()) continue;
        for (let sent = 0; sent < bytes.length;) {
          sent += await to.write(bytes.subarray(sent));
        }
      }
    } catch {
      // The connection was cut, which is what this is for.
    }
    close(from);
    close(to);
  }
}

function close(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
