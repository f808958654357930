/**
 * The style sheet of every page, inside the page itself: nothing is loaded from anywhere. A change of it is a change of
 * every page's bytes: raise the number of the html format, and renew {@link STYLE_HASH}.
 */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fafaf8;--panel:#fff;--ink:#1c2326;--soft:#59656b;--line:#dfe3e2;--mark:#0a5c6e;--tint:#edf3f3}
@media (prefers-color-scheme:dark){:root{--ground:#14181a;--panel:#1b2124;--ink:#e4e8e9;--soft:#9caab0;--line:#2f393d;--mark:#7cc8d8;--tint:#20292d}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
body>*{max-width:60rem;margin-inline:auto;padding-inline:1rem}
a{color:var(--mark);text-underline-offset:.2em;text-decoration-thickness:1px}
a time{color:inherit}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--mark);outline-offset:2px;border-radius:2px}
body>header{padding-block:.9rem}
.trail{display:flex;flex-wrap:wrap;list-style:none;margin:0;padding:0;font-size:.9rem;color:var(--soft)}
.trail li+li::before{content:"/";margin-inline:.6em;color:var(--soft)}
main{padding-block:.5rem 4rem}
h1{font-size:1.6rem;line-height:1.25;font-weight:650;margin:0 0 .5rem}
h2{font-size:1rem;font-weight:600;margin:2rem 0 .6rem;color:var(--soft)}
p{margin:.4rem 0}
code,.n{font:.92em/1.4 ui-monospace,monospace}
.n,.k{color:var(--mark)}
.k,.none{font-style:italic}
.soft,.none,time{color:var(--soft)}
.row{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;list-style:none;padding:0;margin:.4rem 0;align-items:baseline}
dl,dd,fieldset{margin:0;padding:0}
dl{display:grid;grid-template-columns:fit-content(14rem) minmax(0,1fr);align-items:baseline}
dt{color:var(--soft);min-width:5.5rem;padding-inline-end:1.5rem;align-self:stretch}
dt,dd{padding-block:.4rem;border-top:1px solid var(--line);unicode-bidi:plaintext}
dd{white-space:pre-wrap;text-align:left}
dd dl,dd ol{white-space:normal}
dl>dt:first-of-type,dl>dt:first-of-type+dd{border-top:0}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.6rem 1rem}
dd dl,dd ol{margin:0;border-inline-start:2px solid var(--line);padding-inline-start:.9rem}
dd dt,dd dd,.facts dt,.facts dd,.brief dt,.brief dd{padding-block:.12rem;border:0}
dd ol{padding-inline-start:2.4rem}
dd li{padding-block:.12rem;white-space:pre-wrap;unicode-bidi:plaintext}
dd li::marker{color:var(--soft);font-size:.85em}
dd li>dl{border:0;padding:0}
dd .flat{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;border:0;padding:0}
.flat>li{background:var(--tint);border-radius:4px;padding:0 .5rem}
.items{list-style:none;margin:1.2rem 0;padding:0;display:grid;gap:.8rem}
.items h2{display:inline;margin:0;font-size:1.05rem}
.brief{grid-template-columns:fit-content(40%) minmax(0,1fr);margin-top:.4rem;font-size:.93rem}
.brief dd{white-space:normal}
time span{white-space:nowrap}
table{width:100%;border-collapse:collapse;margin-block:1rem}
th,td{text-align:start;vertical-align:baseline;padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600}
td,thead th{overflow-wrap:normal}
thead th{font-size:.9rem;color:var(--soft)}
.any{overflow-wrap:anywhere}
.name{min-width:7rem}
th:last-child,td:last-child{padding-inline-end:0}
.count{text-align:end;font-variant-numeric:tabular-nums}
details{margin-block:1.2rem}
summary{cursor:pointer;color:var(--mark);width:fit-content}
form{display:grid;gap:1rem;margin-top:.8rem}
fieldset{border:0;min-width:0}
legend{padding:0;font-weight:600}
.inputs{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(9.5rem,100%),1fr));gap:.6rem;margin-top:.2rem}
label{display:grid;gap:.1rem;font-size:.85rem;color:var(--soft)}
input,select,button{font:inherit;font-size:1rem;color:var(--ink);background:var(--panel);border:1px solid var(--soft);border-radius:5px;padding:.35rem .55rem;width:100%;min-width:0}
button{width:auto;padding-inline:1.3rem;background:var(--mark);border-color:var(--mark);color:var(--ground);font-weight:600;cursor:pointer}
.next{display:inline-block;padding:.5rem 1.3rem;border:1px solid var(--mark);border-radius:5px;text-decoration:none}
.next:hover{background:var(--tint)}
@media (max-width:36rem){.fields dl{grid-template-columns:minmax(0,1fr)}.fields dl>dt{padding-bottom:0}.fields dl>dd{border-top:0;padding-top:0}h1{font-size:1.35rem}.panel{padding-inline:.8rem}}
`;

/** The style sheet's digest as the page's policy names it (CSP 3, 6.7.2.2); a test computes it anew. */
export const STYLE_HASH = 'sha256-whQHZnijur9VReb38McB4RRjA35AfGAhu+FpxE5U2oM=';
