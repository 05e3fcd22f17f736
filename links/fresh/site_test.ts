import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { App, createDefine, HttpError, page } from "fresh";
import { IS_BROWSER } from "fresh/runtime";
import { buildSite, siteHandler } from "./testdata/site_handler.ts";

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function get(path: string, init?: RequestInit): Promise<Answer> {
  const handler = await siteHandler();
  const response = await handler(new Request(`http://localhost${path}`, init));
  return {
    status: response.status,
    headers: response.headers,
    text: await response.text(),
  };
}

/** Runs something while what it writes to the console is kept away from the test's output. */
async function silently<T>(run: () => Promise<T>): Promise<T> {
  // deno-lint-ignore no-console
  const original = console.error;
  // deno-lint-ignore no-console
  console.error = () => {};
  try {
    return await run();
  } finally {
    // deno-lint-ignore no-console
    console.error = original;
  }
}

Deno.test("a page is rendered in the app", async () => {
  const { status, headers, text } = await get("/");
  assertEquals(status, 200);
  assertEquals(headers.get("content-type"), "text/html; charset=utf-8");
  assert(
    text.startsWith(
      '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>Test site</title>',
    ),
  );
  assertMatch(
    text,
    /<body class="app"><h1>Hello Ada<\/h1><b class="badge">static<\/b><footer>\/<\/footer><\/body><\/html>$/,
  );
});

Deno.test("a handler gives its page data, status and headers", async () => {
  assertStringIncludes(
    (await get("/?name=%3CBob%3E")).text,
    "<h1>Hello &lt;Bob></h1>",
  );
  const posted = await get("/", { method: "POST", body: "Posted" });
  assertEquals([posted.status, posted.headers.get("x-made")], [201, "yes"]);
  assertStringIncludes(posted.text, "<h1>Posted</h1>");
});

Deno.test("HEAD is answered by GET without a body, an unhandled method by the error page", async () => {
  const head = await get("/", { method: "HEAD" });
  assertEquals([head.status, head.text], [200, ""]);
  assertEquals((await get("/", { method: "DELETE" })).status, 404);
});

Deno.test("a handler without a page answers every method by itself", async () => {
  assertEquals(JSON.parse((await get("/api", { method: "PUT" })).text), {
    method: "PUT",
    user: "Ada",
  });
});

for (
  const [path, title] of [
    ["/boards", "All boards"],
    ["/boards/", "All boards"],
    ["/boards/top", "Top board"],
    ["/boards/7", "Board 7"],
    ["/boards/a%20b", "Board a b"],
    ["//boards//7", "Board 7"],
    ["/boards/7/trades", "Trades of 7"],
  ] as const
) {
  Deno.test(`${path} is answered as its file is named`, async () => {
    const { status, text } = await get(path);
    assertEquals(status, 200);
    assertStringIncludes(text, `<h1>${title}</h1>`);
  });
}

for (
  const path of [
    "/(_parts)/Badge",
    "/Badge",
    "/_app",
    "/index",
    "/index_test",
    "/boards/7/",
  ]
) {
  Deno.test(`${path} is no route`, async () => {
    assertEquals((await get(path)).status, 404);
  });
}

Deno.test("what is thrown ends in the error page with its status", async () => {
  const gone = await get("/boards/gone");
  assertEquals(gone.status, 410);
  assertMatch(
    gone.text,
    /<body class="app"><p id="error">HTTP 410: No such board for Ada<\/p>/,
  );
  const missing = await get("/nowhere");
  assertEquals(missing.status, 404);
  assertStringIncludes(missing.text, '<p id="error">HTTP 404:  for Ada</p>');
  const bad = await get("/boards/bad");
  assertEquals(bad.status, 500);
  assertStringIncludes(bad.text, '<p id="error">Something broke for Ada</p>');
  assertFalse(bad.text.includes("secret"));
});

Deno.test("an error page that throws gives way to a plain text", async () => {
  const { status, text } = await silently(() => get("/twice"));
  assertEquals([status, text], [500, "Internal server error"]);
});

Deno.test("a static file is asked for each time", async () => {
  const { status, headers, text } = await get("/dot.svg");
  assertEquals([status, headers.get("content-type")], [200, "image/svg+xml"]);
  assertStringIncludes(headers.get("cache-control") ?? "", "no-cache");
  assertEquals(headers.get("content-length"), String(text.length));
  assertEquals(
    (await get("/style.css")).headers.get("content-type"),
    "text/css; charset=UTF-8",
  );
});

Deno.test("static files know only GET and HEAD", async () => {
  assertEquals((await get("/dot.svg", { method: "POST" })).status, 405);
  const head = await get("/dot.svg", { method: "HEAD" });
  assertEquals([head.status, head.text], [200, ""]);
});

for (const path of ["/", "/%E0%A4%A", "/..%2fstate.ts", "/%2e%2e%2fstate.ts"]) {
  Deno.test(`${path} leads to no static file`, async () => {
    const { headers, text } = await silently(() => get(path));
    assertFalse(headers.has("content-length"));
    assertFalse(text.includes("createDefine"));
  });
}

Deno.test("a page without islands loads no code", async () => {
  const { headers, text } = await get("/");
  assertFalse(text.includes("<script"));
  assertEquals(headers.get("link"), null);
});

Deno.test("a page with islands marks them and loads their code", async () => {
  const { headers, text } = await get("/live");
  assertMatch(
    text,
    /<!--frsh:island:Counter:0:--><button[^>]*>3<\/button><!--\/frsh:island-->/,
  );
  assertMatch(
    text,
    /<!--frsh:island:[\w.]+:2:--><div class="nested"><button[^>]*>3<\/button><\/div><!--\/frsh:island-->/,
  );
  assertMatch(
    text,
    /<script type="module" nonce="\w+">import.*<\/script><\/body><\/html>$/,
  );
  const link = headers.get("link") ?? "";
  for (const name of ["fresh-runtime", "Counter", "Nested", "props.view"]) {
    assertMatch(
      link,
      new RegExp(
        `</_fresh/js/\\w+/${name}\\.js>; rel="modulepreload"; as="script"`,
      ),
    );
  }
});

Deno.test("an island's code is served to be kept forever", async () => {
  const link = (await get("/live")).headers.get("link") ?? "";
  const path = link.match(/<([^>]*Counter\.js)>/)?.[1] ?? "";
  const { status, headers, text } = await get(path);
  assertEquals([status, headers.get("content-type")], [
    200,
    "text/javascript; charset=UTF-8",
  ]);
  assertEquals(
    headers.get("cache-control"),
    "public, max-age=31536000, immutable",
  );
  assertFalse(text.includes("Signal<number>"));
});

Deno.test("an island cannot take a function", async () => {
  assertEquals((await silently(() => get("/unsendable"))).status, 500);
});

Deno.test("csp() allows only what the site serves, and inline code by the page's nonce", async () => {
  const { headers, text } = await get("/live");
  const nonces = [...text.matchAll(/nonce="(\w+)"/g)].map(([, nonce]) => nonce);
  assertEquals(nonces.length, 2);
  assertEquals(nonces[0], nonces[1]);
  assertEquals(
    headers.get("content-security-policy"),
    "default-src 'self'; " +
      `script-src 'self' 'nonce-${nonces[0]}'; style-src 'self' 'nonce-${
        nonces[0]
      }'; ` +
      "font-src 'self'; img-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; " +
      "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; " +
      "upgrade-insecure-requests",
  );
  assertFalse((await get("/live")).text.includes(nonces[0] ?? "none"));
  assertStringIncludes(
    (await get("/dot.svg")).headers.get("content-security-policy") ?? "",
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'",
  );
});

Deno.test("build() refuses code that cannot be bundled", async () => {
  // Below this folder, so that it is compiled as the rest of the project is.
  const root = await Deno.makeTempDir({
    dir: `${import.meta.dirname}/testdata`,
  });
  try {
    for (const folder of ["routes", "islands", "static"]) {
      await Deno.mkdir(`${root}/${folder}`);
    }
    await Deno.writeTextFile(
      `${root}/routes/_app.tsx`,
      "export default () => <p>bare</p>;",
    );
    await Deno.writeTextFile(
      `${root}/islands/Bad.tsx`,
      'import "./missing.ts";\nexport default () => null;',
    );
    await assertRejects(() => silently(() => buildSite(root)));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("a middleware may answer, and change what comes back", async () => {
  const app = new App<{ user: string }>()
    .use(
      async (ctx) => {
        ctx.state.user = "ada";
        const response = await ctx.next();
        response.headers.set("x-user", ctx.state.user);
        return response;
      },
      (ctx) =>
        ctx.url.pathname === "/hi"
          ? new Response(`hi ${ctx.state.user}`)
          : ctx.next(),
    );
  const answered = await app.handler()(new Request("http://localhost/hi"));
  assertEquals([await answered.text(), answered.headers.get("x-user")], [
    "hi ada",
    "ada",
  ]);
});

Deno.test("without an error page what is thrown is a plain text", async () => {
  const handler = new App().use(({ url, next }) => {
    if (url.pathname === "/teapot") throw new HttpError(418, "short and stout");
    if (url.pathname === "/broken") throw new Error("secret");
    return next();
  }).handler();
  const answer = async (path: string) => {
    const response = await silently(() =>
      handler(new Request(`http://localhost${path}`))
    );
    return [response.status, await response.text()];
  };
  assertEquals(await answer("/teapot"), [418, "short and stout"]);
  assertEquals(await answer("/elsewhere"), [404, "Not Found"]);
  assertEquals(await answer("/broken"), [500, "Internal server error"]);
});

Deno.test("the typing functions return what they are given", () => {
  const define = createDefine<{ user: string }>();
  const handlers = define.handlers({ GET: () => page({ count: 1 }) });
  const Page = define.page<typeof handlers>(({ data, state }) =>
    `${state.user} ${data.count satisfies number}`
  );
  assertEquals(typeof Page, "function");
  assertEquals(handlers.GET().data, { count: 1 });
  const error = new HttpError(404, "gone", { cause: "x" });
  assertEquals([error.name, error.status, error.message, error.cause], [
    "HttpError",
    404,
    "gone",
    "x",
  ]);
  assertFalse(IS_BROWSER);
});
