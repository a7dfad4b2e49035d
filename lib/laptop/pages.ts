/**
 * The laptop's own pages: what is shown where there is no document.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { html, htmlDocument } from '../page/html.js'

/** Returns the page that says that there is no document at `path`, given without its first slash. */
export function notFoundPage(path: string): string {
  return htmlDocument(html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Not found · Broadsheet</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
</style>
</head>
<body>
<main>
<h1>Not found</h1>
<p>There is no document${path === '' ? ' here' : html` at <code>/${path}</code>`}.</p>
<p><a href="/feeds/">All feeds</a></p>
</main>
</body>
</html>`)
}
