const SECRET = /TOKEN|KEY|SECRET|PASSPHRASE|URL/;

/** Whether a setting of this name holds what nobody may be shown: a key, or an address that may have one in it. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}
