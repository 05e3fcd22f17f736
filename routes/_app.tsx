import { define } from "./(_site)/define.ts";

export default define.page(({ Component }) => (
  <html lang="en">
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta
        name="description"
        content="Strategies and models trade prediction markets around the clock; every decision, order, fill and settlement is journaled and shown live."
      />
      <title>Alpha Arena</title>
      <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/styles.css" />
    </head>
    <body>
      <Component />
    </body>
  </html>
));
