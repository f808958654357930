// Results for people: a table in the terminal, a picture for the README.

const COLUMN = 26;

/** Rows of ratios to the floor, with the spread over the rounds; `head` prints the names of the columns too. */
export function table(results, systems, head) {
  const lines = head ? [row('', systems)] : [];
  for (const { title, figure, goal, systems: figures } of results) {
    const cells = systems.map((name) => cell(figures[name], name, figure));
    const aim = goal === undefined ? '' : `  goal ${figure === 'p99' ? '≤' : '≥'} ${goal}`;
    lines.push(row(title, cells) + aim);
  }
  return lines.join('\n');
}

function row(title, cells) {
  return [title.padEnd(32), ...cells.map((text) => text.padEnd(COLUMN))].join('').trimEnd();
}

function cell(entry, name, figure) {
  if (entry === undefined) return '–';
  const amount = figure === 'p99' ? `${entry.median.toFixed(2)} ms` : `${Math.round(entry.median)}/s`;
  if (name === 'floor') return amount;
  return `${entry.ratio.toFixed(2)} [${entry.low.toFixed(2)}–${entry.high.toFixed(2)}] ${amount}`;
}

const COLOURS = { etagere: '#1f6f8b', express: '#c08552', 'json-server': '#8a8a8a' };
const TITLES = { etagere: 'Etagere', express: 'Express 5, content hashes', 'json-server': 'json-server' };

/** Bars of the ratios to the floor, as SVG that is legible on light and dark pages. */
export function picture({ results }) {
  const shown = results.filter(({ figure }) => figure === 'rate');
  const names = Object.keys(TITLES);
  const group = 16 * names.length + 18;
  const height = 60 + shown.length * group;
  const scale = 420 / 1.2;
  const bars = shown.flatMap(({ title, systems }, index) => {
    const top = 50 + index * group;
    const label = `<text x="250" y="${top + 22}" text-anchor="end">${title}</text>`;
    const own = names.map((name, order) => {
      const ratio = systems[name]?.ratio;
      const y = top + order * 16;
      if (ratio === undefined) return `<text x="264" y="${y + 11}" class="none">no conditional writes</text>`;
      const width = Math.max(1, Math.min(ratio, 1.25) * scale);
      return (
        `<rect x="260" y="${y}" width="${width.toFixed(1)}" height="12" fill="${COLOURS[name]}"/>` +
        `<text x="${(266 + width).toFixed(1)}" y="${y + 11}">${ratio.toFixed(2)}</text>`
      );
    });
    return [label].concat(own);
  });
  const legend = names.map(
    (name, order) =>
      `<rect x="${260 + order * 170}" y="16" width="12" height="12" fill="${COLOURS[name]}"/>` +
      `<text x="${278 + order * 170}" y="27">${TITLES[name]}</text>`,
  );
  const line = (260 + scale).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 ${height}" font-family="system-ui, sans-serif" font-size="13">
<title>Requests a second as a share of the floor</title>
<style>text{fill:#444}.none{fill:#888;font-style:italic}@media (prefers-color-scheme:dark){text{fill:#ddd}}</style>
${legend.join('\n')}
<line x1="${line}" x2="${line}" y1="40" y2="${height - 10}" stroke="#888" stroke-dasharray="4"/>
<text x="${line}" y="${height}" text-anchor="middle" font-size="11">floor</text>
${bars.join('\n')}
</svg>
`;
}
