// Fails when the first load or any later chunk grows past what SCREENS.md allows.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const ENTRY_LIMIT = 90_000;
const CHUNK_LIMIT = 140_000;

/** @type {Record<string, { file: string; isEntry?: boolean; imports?: string[]; css?: string[] }>} */
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry);
if (!entry) throw new Error('No entry in dist/.vite/manifest.json: run npm run build first.');

/** What must arrive before the first screen: the entry and everything it imports statically. @type {Set<string>} */
const first = new Set();
const walk = (/** @type {string} */ key) => {
  if (first.has(key)) return;
  first.add(key);
  manifest[key]?.imports?.forEach(walk);
};
walk(entry);

const gz = (/** @type {string} */ file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;
const weigh = (/** @type {string} */ key) =>
  [manifest[key]?.file ?? '', ...(manifest[key]?.css ?? [])].filter(Boolean).reduce((sum, f) => sum + gz(f), 0);
const kb = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB gz`;

const entrySize = [...first].reduce((sum, key) => sum + weigh(key), 0);
console.log(`entry  ${kb(entrySize)} of ${kb(ENTRY_LIMIT)}`);
let failed = entrySize > ENTRY_LIMIT;

for (const key of Object.keys(manifest)) {
  if (first.has(key) || !/\.(js|css)$/.test(manifest[key]?.file ?? '')) continue;
  const size = weigh(key);
  console.log(`chunk  ${kb(size)}  ${key}`);
  failed ||= size > CHUNK_LIMIT;
}
if (failed) {
  console.error('Too large. Load it later, or leave it out.');
  process.exit(1);
}
