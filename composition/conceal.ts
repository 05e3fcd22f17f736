import type { Settings } from "../config.ts";
import { isSecretName } from "../config/secret_names.ts";
import { redact } from "../models/redact.ts";

/** A shorter one would be found all over a text. */
const SECRET_LENGTH_MIN = 8;

/** Returns what takes every key, token and address of the settings out of a text, and what looks like a key. */
export function concealerOf(
  settings: Partial<Settings>,
): (text: string) => string {
  const secrets = Object.entries(settings)
    .filter(([name]) => isSecretName(name))
    .flatMap(([, value]) => textsIn(value))
    .flatMap((text) => [text, ...passwordIn(text)])
    .filter(({ length }) => length >= SECRET_LENGTH_MIN)
    // One that holds another goes first, or its rest would stay.
    .sort((left, right) => right.length - left.length);
  return (text) =>
    redact(
      secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text),
      null,
    );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap(textsIn)
    : [];
}

function passwordIn(text: string): readonly string[] {
  if (!URL.canParse(text)) return [];
  const { password } = new URL(text);
  return password === "" ? [] : [password];
}
