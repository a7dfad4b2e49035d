/**
 * How the pages look, and the one thing that they do: copy an address.
 *
 * Both stand in every page, so that a page needs no other file; the page's policy allows just these, by their hashes.
 * Without the script nothing is missing: buttons are hidden until it shows them.
 *
 * Pure: no clock, no randomness, no I/O.
 */
import { createHash } from 'node:crypto'

const SERIF =
  'ui-serif,"Iowan Old Style",Charter,Palatino,"Palatino Linotype",Georgia,"Songti SC","Noto Serif CJK SC",serif'

/** The style of all pages. Measures are relative to the text, and sides are those of its direction. */
export const STYLE = `:root{color-scheme:light dark;--ground:#fbfaf6;--raised:#f3f0e7;--ink:#1d1b18;--soft:#625d53;--line:#d8d2c3;--accent:#8f1f17}
@media (prefers-color-scheme:dark){:root{--ground:#171613;--raised:#211f1b;--ink:#ebe7de;--soft:#a9a395;--line:#3b382f;--accent:#f2a093}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-inline-size:68rem;margin-inline:auto;padding-inline:clamp(1rem,4vw,2.5rem)}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.2em}
a:focus-visible,button:focus-visible,pre:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:2px}
h1,h2,h3,p,ol,ul,pre{margin:0}
ol,ul{padding:0;list-style:none}
p{text-wrap:pretty}
h1,h3{font-family:${SERIF};font-weight:600;text-wrap:balance}
h1{font-size:clamp(2rem,1.4rem + 3vw,3.5rem);line-height:1.12}
h2{font-size:1.0625rem;line-height:1.4;font-weight:700;padding-block-start:.625rem;border-block-start:2px solid var(--ink)}
h3{font-size:1.25rem;line-height:1.3}
h3 a{color:inherit;text-decoration:none}
h3 a:hover{color:var(--accent);text-decoration:underline}
code{font:.875rem/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.masthead{padding-block:1.25rem 0}
.masthead div{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;align-items:center;padding-block-end:.875rem;border-block-end:4px double var(--ink)}
.masthead p{display:flex;gap:.625rem;align-items:center}
.masthead img{inline-size:1.5rem;block-size:1.5rem;object-fit:contain}
.masthead a{color:inherit;font-weight:600;text-decoration:none}
.masthead a:hover{text-decoration:underline}
.masthead .home{margin-inline-start:auto}
.masthead .home a{color:var(--accent);font-weight:400}
.title{padding-block:clamp(2rem,6vw,4rem) clamp(1.5rem,4vw,2.5rem)}
.title .kind{color:var(--accent);font-weight:600;margin-block-end:.375rem}
.title .about{font-size:1.1875rem;line-height:1.55;color:var(--soft);max-inline-size:42rem;margin-block-start:1rem}
main>section,main>nav{margin-block-end:3rem}
.note{color:var(--soft);max-inline-size:42rem;margin-block:.5rem 1rem}
.addresses{background:var(--raised);border-radius:.5rem;padding-inline:1.25rem}
.addresses li{display:grid;grid-template-columns:1fr auto;gap:.25rem 1rem;align-items:center;padding-block:.875rem}
.addresses li+li{border-block-start:1px solid var(--line)}
.addresses .format{font-weight:600;min-block-size:2rem;display:flex;align-items:center}
.addresses .address{grid-column:1/-1;text-align:start}
button{font:inherit;font-size:.875rem;line-height:1.25rem;padding:.3125rem .875rem;color:var(--ink);background:var(--ground);border:1px solid var(--soft);border-radius:.375rem;cursor:pointer}
button:hover{border-color:var(--accent);color:var(--accent)}
.entries li{display:grid;grid-template-columns:minmax(0,1fr);gap:.25rem 1.5rem;padding-block:1.375rem;align-items:start}
.entries li+li{border-block-start:1px solid var(--line)}
.entries .pictured{grid-template-columns:minmax(0,1fr) clamp(5rem,22%,10rem)}
.entries time{display:block;color:var(--soft);font-size:.875rem;margin-block-end:.125rem}
.entries p{color:var(--soft);margin-block-start:.375rem;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.entries img{inline-size:100%;block-size:auto;aspect-ratio:4/3;object-fit:cover;border-radius:.25rem;background:var(--raised)}
.terms{display:flex;flex-wrap:wrap;gap:.5rem;margin-block:.5rem 1.25rem}
.terms a{display:block;padding:.1875rem .75rem;border:1px solid var(--line);border-radius:1rem;color:inherit;text-decoration:none;font-size:.9375rem}
.terms a:hover{border-color:var(--accent);color:var(--accent)}
.group{font-size:.875rem;line-height:1.4;font-weight:400;font-family:inherit;color:var(--soft);padding-block-start:.875rem}
.ways{padding-block:.75rem;line-height:2}
.list{columns:16rem;column-gap:2rem;padding-block:.75rem}
.list li{break-inside:avoid;padding-block:.125rem}
.list a{color:inherit}
.list a:hover{color:var(--accent)}
.snippet-box{background:var(--raised);border-radius:.5rem;padding:1rem 1.25rem;display:grid;gap:.75rem;justify-items:end}
.snippet-box pre{justify-self:stretch;white-space:pre-wrap;text-align:left}
footer{padding-block-end:3rem;color:var(--soft);font-size:.875rem}
footer div{border-block-start:1px solid var(--line);padding-block-start:1rem;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between}
.unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}
@media (min-width:40rem){.addresses li{grid-template-columns:6.5rem minmax(0,1fr) auto}.addresses .address{grid-column:2;grid-row:1}.addresses button{grid-column:3}}
@media (min-width:62rem){.feed{display:grid;grid-template-columns:minmax(0,1fr) 18rem;column-gap:4rem}.feed>*{grid-column:1/-1}.feed .latest{grid-column:1}.feed .others{grid-column:2}}`

/**
 * Shows the buttons where the browser can copy, and copies; where it may not, it selects what was to be copied. A button
 * says what it did until another is pressed.
 */
export const SCRIPT = `if(navigator.clipboard){
const said=document.getElementById('said')
let last
for(const button of document.querySelectorAll('button[data-copies]')){
const [before,after]=button.children
button.hidden=false
button.addEventListener('click',async()=>{
const source=document.getElementById(button.dataset.copies)
try{await navigator.clipboard.writeText(source.href??source.textContent)}catch{getSelection().selectAllChildren(source);return}
if(last){last.children[0].hidden=false;last.children[1].hidden=true}
last=button
before.hidden=true
after.hidden=false
said.replaceChildren(after.cloneNode(true))})}}`

/**
 * The policy of all pages (Content Security Policy Level 3): nothing is fetched but pictures, and nothing runs but the
 * script above.
 */
export const POLICY = [
  "default-src 'none'",
  'img-src http: https:',
  `style-src '${hash(STYLE)}'`,
  `script-src '${hash(SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** The hash of an inline style or script, whose text stands between its tags as it is. */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
