import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  preprocess: vitePreprocess(),
  // Libraries decide for themselves (some still use the old syntax); our own files are all in runes mode.
  compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) }
};
