/** Returns a database's `url` as it may be shown: no password, no parameters. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return "a text that is no URL";
  const { protocol, username, password, host, pathname } = new URL(url);
  const user = username === ""
    ? ""
    : password === ""
    ? `${username}@`
    : `${username}:***@`;
  return `${protocol}//${user}${host}${pathname}`;
}
