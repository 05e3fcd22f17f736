/// <reference lib="deno.worker" />
import { z } from "zod";
import { serveSigner } from "../serve_signer.ts";

/** A signing worker that was taken over: asked to sign, it tries to get out. Only tests start it. */

/** What it may try, by name; each resolves where it got through. */
const ATTEMPTS = {
  net: async () => void await fetch("http://127.0.0.1:8080/"),
  socket: () => void new WebSocket("ws://127.0.0.1:8080/"),
  listen: () => void Deno.listen({ port: 0 }),
  read: async () => void await Deno.readTextFile("deno.json"),
  environ: async () => void await Deno.readTextFile("/proc/self/environ"),
  write: async () => void await Deno.writeTextFile("prying.txt", "key"),
  run: async () => void await new Deno.Command("id").output(),
  env: () => void Deno.env.get("HOME"),
  sys: () => void Deno.hostname(),
} as const satisfies Record<string, () => void | Promise<void>>;

serveSigner({
  venue: "kalshi",
  requestSchema: z.strictObject({ attempt: z.enum(Object.keys(ATTEMPTS)) }),
  parts: ["private_key"],
  open: ({ private_key: key = "" }) => ({
    identity: `${key.length} characters`,
    async sign({ attempt }) {
      try {
        const [, tried] = Object.entries(ATTEMPTS).find(([name]) =>
          name === attempt
        ) ?? [];
        await tried?.();
        return "got through";
      } catch (error) {
        return error instanceof Deno.errors.NotCapable
          ? "denied"
          : String(error);
      }
    },
  }),
});
