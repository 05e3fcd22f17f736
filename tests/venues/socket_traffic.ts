import {
  type OpenSocket,
  openWebSocket,
  type Socket,
} from "../../venues/net/socket.ts";

/** What never arrives holds nobody up for longer, in milliseconds of the machine's own clock. */
const HELD_MS_MAX = 500;

/**
 * What is on its way between clients and a fake venue over loopback, so that a stage can hold its simulated time
 * still meanwhile: a busy machine would otherwise make seconds of it pass before a frame arrives.
 */
export class SocketTraffic {
  #opening = 0;
  #toVenue = 0;
  #toClient = 0;
  /** Only where both ends are watched it is known what has arrived. */
  #isClientWatched = false;
  #isVenueWatched = false;
  #changedAtMs = performance.now();

  /** Opens a socket for a client. */
  readonly open: OpenSocket = (url, headers) => {
    const socket = openWebSocket(url, headers);
    this.#isClientWatched = true;
    this.#change(() => this.#opening += 1);
    const opened = Promise.withResolvers<void>();
    for (const kind of ["open", "error", "close"]) {
      socket.addEventListener(kind, () => opened.resolve(), { once: true });
    }
    opened.promise.then(() => this.#change(() => this.#opening -= 1));
    socket.addEventListener("message", () => {
      if (this.#isVenueWatched) this.#change(() => this.#toClient -= 1);
    });
    countSends(socket, () => {
      if (this.#isVenueWatched) this.#change(() => this.#toVenue += 1);
    });
    return socket;
  };

  /** Watches the venue's end of a socket. */
  readonly accept = (socket: Socket): void => {
    if (!this.#isClientWatched) return;
    this.#isVenueWatched = true;
    socket.addEventListener(
      "message",
      () => this.#change(() => this.#toVenue -= 1),
    );
    countSends(socket, () => this.#change(() => this.#toClient += 1));
  };

  /** Whether something is on its way that may still arrive. */
  get isBusy(): boolean {
    const isBusy = this.#opening > 0 || this.#toVenue > 0 || this.#toClient > 0;
    if (!isBusy) return false;
    if (performance.now() - this.#changedAtMs < HELD_MS_MAX) return true;
    // It was sent into a socket that nobody holds any more.
    this.#toVenue = 0;
    this.#toClient = 0;
    return false;
  }

  #change(apply: () => void): void {
    apply();
    this.#changedAtMs = performance.now();
  }
}

function countSends(socket: Socket, onSend: () => void): void {
  const send = socket.send.bind(socket);
  socket.send = (text) => {
    onSend();
    send(text);
  };
}
