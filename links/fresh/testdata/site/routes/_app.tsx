import { define } from "../state.ts";

export default define.page(({ Component, url }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>Test site</title>
      <link rel="stylesheet" href="/style.css" />
      <style>{"h1 { margin: 0 }"}</style>
    </head>
    <body class="app">
      <Component />
      <footer>{url.pathname}</footer>
    </body>
  </html>
));
