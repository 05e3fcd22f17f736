import { createHash } from "node:crypto";

/** What a server answers a WebSocket's key with, by RFC 6455. */
const KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const FINAL_TEXT = 0x81;
/** Says that the length follows in two bytes. */
const LENGTH_IN_TWO_BYTES = 126;
const LENGTH_MAX = 0xffff;
const HEADER_BYTES = 4;
const CLOSE_FRAME = Uint8Array.of(0x88, 0);
const REQUEST_BYTES_MAX = 4_096;

const ENCODER = new TextEncoder();

/**
 * Answers a WebSocket's opening request and returns the URL that it is for.
 *
 * @throws {Error} If the other side asks for no WebSocket.
 */
export async function acceptSocket(connection: Deno.TcpConn): Promise<URL> {
  const request = await readRequest(connection);
  const [, target] = /^GET (\S+) /.exec(request) ?? [];
  const [, key] = /^sec-websocket-key: *(\S+)/im.exec(request) ?? [];
  if (target === undefined || key === undefined) {
    throw new Error(
      `Cannot accept a socket as its request must be a WebSocket's: current value is "${request}"`,
    );
  }
  const accept = createHash("sha1").update(key + KEY_SUFFIX).digest("base64");
  await connection.write(ENCODER.encode(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" +
      `Connection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  ));
  return new URL(target, "ws://127.0.0.1");
}

async function readRequest(connection: Deno.TcpConn): Promise<string> {
  const buffer = new Uint8Array(REQUEST_BYTES_MAX);
  let request = "";
  while (!request.endsWith("\r\n\r\n")) {
    const read = await connection.read(buffer);
    if (read === null) break;
    request += new TextDecoder().decode(buffer.subarray(0, read));
  }
  return request;
}

/** Ends the socket once the other side wants to: it says nothing but that. */
export async function answerClose(connection: Deno.TcpConn): Promise<void> {
  await connection.read(new Uint8Array(REQUEST_BYTES_MAX));
  await connection.write(CLOSE_FRAME);
  connection.close();
}

/**
 * Returns the bytes of text messages in a row, a frame each.
 *
 * @param texts ASCII, each of 126 to 65,535 characters.
 */
export function textFrames(texts: readonly string[]): Uint8Array {
  const lengths = texts.map(({ length }) => length);
  const bytes = new Uint8Array(
    lengths.reduce((sum, length) => sum + length + HEADER_BYTES, 0),
  );
  let offset = 0;
  for (const text of texts) {
    const { length } = text;
    if (length < LENGTH_IN_TWO_BYTES || length > LENGTH_MAX) {
      throw new RangeError(
        `Cannot frame a text as it must have 126 to 65,535 characters: current value is ${length}`,
      );
    }
    bytes.set([FINAL_TEXT, LENGTH_IN_TWO_BYTES, length >> 8, length], offset);
    offset += HEADER_BYTES;
    ENCODER.encodeInto(text, bytes.subarray(offset));
    offset += length;
  }
  return bytes;
}
