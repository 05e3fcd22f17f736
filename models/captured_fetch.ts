/** Bytes of one response that are read at most: an event stream takes some 300 per token. */
const RESPONSE_BYTES_MAX = 16_000_000;

/** Raised for a response that is past our bound. */
export class ResponseTooLargeError extends Error {
  override readonly name = "ResponseTooLargeError";

  constructor() {
    super(
      `Cannot read a response as it must have at most ${RESPONSE_BYTES_MAX} bytes: current value is more`,
    );
  }
}

/** A fetch that keeps what it received, as it was received: the record of a call, whatever a client makes of it. */
export class CapturedFetch {
  readonly #fetch: typeof fetch;
  readonly #decoder = new TextDecoder();
  #pieces: string[] = [];
  #bytes = 0;
  #headers: Headers | null = null;
  #wasSent = false;

  constructor(send: typeof fetch) {
    this.#fetch = send;
  }

  /** The body so far. */
  get body(): string {
    return this.#pieces.join("");
  }

  /** Whether the request has left. */
  get wasSent(): boolean {
    return this.#wasSent;
  }

  /** Headers of the response; `null` before it has begun. */
  get headers(): Headers | null {
    return this.#headers;
  }

  /** Sends a request; its response's body can be read once, as it comes. */
  readonly fetch: typeof fetch = async (input, init) => {
    this.#wasSent = true;
    // A redirect could carry the key to another host.
    const response = await this.#fetch(input, { ...init, redirect: "error" });
    this.#headers = response.headers;
    if (response.body === null) return response;
    const captured = response.body.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform: (bytes, controller) => {
          this.#keep(bytes);
          controller.enqueue(bytes);
        },
      }),
    );
    const { status, statusText, headers } = response;
    return new Response(captured, { status, statusText, headers });
  };

  #keep(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes > RESPONSE_BYTES_MAX) throw new ResponseTooLargeError();
    this.#pieces.push(this.#decoder.decode(bytes, { stream: true }));
  }
}
