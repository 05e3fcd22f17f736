/// <reference lib="deno.worker" />
import type { z } from "zod";
import { assertNever } from "../../domain/assert_never.ts";
import { describeMismatch } from "../schema_issue.ts";
import { accountsAt } from "./key_name.ts";
import { readKeys } from "./key_source.ts";
import {
  type SignerCommand,
  signerCommandSchema,
  type SignerEvent,
} from "./protocol.ts";
import type { SigningKey, SigningModule } from "./signing_module.ts";

/**
 * Makes this worker sign for one venue: reads the keys when told to, and signs what matches the module's schema.
 *
 * Keys stay in variables of this worker. What is said of them is which accounts there are and who they are in public.
 */
export function serveSigner<Schema extends z.ZodType, Signed>(
  module: SigningModule<Schema, Signed>,
): void {
  const keys = new Map<string, SigningKey<z.output<Schema>, Signed>>();
  const answer = async (command: SignerCommand): Promise<SignerEvent> => {
    switch (command.kind) {
      case "open":
        return await openAll(module, keys, command.path);
      case "sign":
        return await sign(module, keys, command);
      default:
        return assertNever(command);
    }
  };
  self.addEventListener("message", async ({ data }: MessageEvent<unknown>) => {
    self.postMessage(await answer(signerCommandSchema.parse(data)));
  });
}

async function openAll<Schema extends z.ZodType, Signed>(
  module: SigningModule<Schema, Signed>,
  keys: Map<string, SigningKey<z.output<Schema>, Signed>>,
  path: string | null,
): Promise<SignerEvent> {
  try {
    const variable = (name: string) => Deno.env.get(name);
    const found = accountsAt(module.venue, await readKeys({ path, variable }));
    const identities: Record<string, string> = {};
    for (const [account, parts] of found) {
      const missing = module.parts.find((part) => parts[part] === undefined);
      if (missing !== undefined) {
        return refused(
          `Cannot sign for ${module.venue}.${account} as its keys must have the part ${missing}: current value is ${
            Object.keys(parts).join(", ")
          }`,
        );
      }
      try {
        const key = await module.open(parts);
        keys.set(account, key);
        identities[account] = key.identity;
      } catch {
        // What a parser says of a key may quote it.
        return refused(
          `Cannot sign for ${module.venue}.${account} as its keys must be as the venue gave them out: current value is something that does not parse`,
        );
      }
    }
    return { kind: "opened", accounts: identities };
  } catch (error) {
    return refused(messageOf(error));
  }
}

async function sign<Schema extends z.ZodType, Signed>(
  module: SigningModule<Schema, Signed>,
  keys: ReadonlyMap<string, SigningKey<z.output<Schema>, Signed>>,
  { number, account, request }: Extract<SignerCommand, { kind: "sign" }>,
): Promise<SignerEvent> {
  const failed = (message: string) =>
    ({ kind: "failed", number, message }) as const;
  const key = keys.get(account);
  if (key === undefined) {
    return failed(
      `Cannot sign as there must be keys of ${module.venue}.${account}: current value is none`,
    );
  }
  const parsed = module.requestSchema.safeParse(request);
  if (!parsed.success) {
    // What it was asked for may hold a key, such as one that the venue gave out.
    return failed(
      describeMismatch(
        `sign for ${module.venue}.${account}`,
        parsed.error,
        "withheld",
      ),
    );
  }
  try {
    return { kind: "signed", number, signed: await key.sign(parsed.data) };
  } catch (error) {
    return failed(messageOf(error));
  }
}

function refused(message: string): SignerEvent {
  return { kind: "refused", message };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(
    0,
    2_000,
  );
}
