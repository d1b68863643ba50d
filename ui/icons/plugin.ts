import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { outline, type Part } from './outline.ts';

const ICON = /\/@lucide\/svelte\/dist\/icons\/[^/]+\.svelte$/;

/**
 * Lucide's own frame of an icon spreads attributes over every shape: several milliseconds before the first screen. What
 * an icon looks like is known when the app is built, so it is one element with one path.
 */
export const leanIcons: Plugin = {
  name: 'lean-icons',
  enforce: 'pre',
  load(id) {
    if (!ICON.test(id)) return;
    const said = /^const iconData = (\{.*\});$/m.exec(readFileSync(id, 'utf8'))?.[1];
    if (!said) throw new Error(`An icon is not written as it used to be: ${id}.`);
    return drawn(outline((JSON.parse(said) as { node: Part[] }).node));
  }
};

/** The size, the stroke and the class are all that this app ever says of an icon. */
const drawn = (path: string) => `<script>
  let { size = 24, strokeWidth = 2, class: name } = $props();
</script>

<svg
  class={name}
  viewBox="0 0 24 24"
  width={size}
  height={size}
  fill="none"
  stroke="currentColor"
  stroke-width={strokeWidth}
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"><path d="${path}" /></svg>
`;
