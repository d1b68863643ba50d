// Fails when the first load or any later chunk grows past what SCREENS.md allows.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const ENTRY_LIMIT = 90_000;
const CHUNK_LIMIT = 140_000;

/** @typedef {{ file: string; isEntry?: boolean; isDynamicEntry?: boolean; imports?: string[]; css?: string[] }} Chunk */
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry);
if (!entry) throw new Error('No entry in dist/.vite/manifest.json: run npm run build first.');

/** What arrives with a chunk: itself and everything it imports statically, without what is there already. */
const arriving = (
  /** @type {string} */ key,
  /** @type {Set<string>} */ there,
  /** @type {Set<string>} */ all = new Set()
) => {
  if (all.has(key) || there.has(key)) return all;
  all.add(key);
  for (const next of manifest[key]?.imports ?? []) arriving(next, there, all);
  return all;
};

const gz = (/** @type {string} */ file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;
const weigh = (/** @type {Set<string>} */ keys) => {
  const files = [...keys].flatMap((key) => [manifest[key]?.file ?? '', ...(manifest[key]?.css ?? [])]);
  return [...new Set(files)].filter(Boolean).reduce((sum, file) => sum + gz(file), 0);
};
const kb = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB gz`;

/** What must arrive before the first screen. */
const first = arriving(entry, new Set());
const entrySize = weigh(first);
console.log(`entry  ${kb(entrySize)} of ${kb(ENTRY_LIMIT)}`);
let failed = entrySize > ENTRY_LIMIT;

// Whoever goes to a screen waits for all that it imports, not for the file alone that has its name. What hangs in a frame
// comes when the frame is there.
const FRAMES = {
  'src/features/room/': 'src/features/room/Room.svelte',
  'src/features/settings/': 'src/features/settings/Settings.svelte',
  'src/features/room/review/': 'src/features/room/review/Review.svelte'
};
const framesOf = (/** @type {string} */ key) =>
  Object.entries(FRAMES)
    .filter(([folder, frame]) => key.startsWith(folder) && key !== frame)
    .map(([, frame]) => frame);
for (const key of Object.keys(manifest)) {
  if (!manifest[key]?.isDynamicEntry || first.has(key)) continue;
  const there = new Set(first);
  for (const frame of framesOf(key)) for (const one of arriving(frame, first)) there.add(one);
  const size = weigh(arriving(key, there));
  console.log(`screen ${kb(size)} of ${kb(CHUNK_LIMIT)}  ${key}`);
  failed ||= size > CHUNK_LIMIT;
}
if (failed) {
  console.error('Too large. Load it later, or leave it out.');
  process.exit(1);
}
