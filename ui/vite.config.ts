/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { leanIcons } from './icons/plugin.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// What Tauri and the bridge send too. Held here so that `vite preview` fails on the same things as the product.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ');

/** Vite puts the code at the end of the head. Fonts are wanted only once it draws, so they are asked for after it. */
const codeFirst: Plugin = {
  name: 'code-first',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const fonts = html.match(/\s*<link[^>]*as="font"[^>]*>/g) ?? [];
      const rest = fonts.reduce((page, font) => page.replace(font, ''), html);
      return rest.replace('</head>', `${fonts.join('').trimStart()}\n  </head>`);
    }
  }
};

export default defineConfig({
  plugins: [leanIcons, svelte(), codeFirst],
  base: './',
  resolve: {
    alias: {
      $backend: at('./src/backend'),
      $design: at('./src/design'),
      $features: at('./src/features'),
      $route: at('./src/route'),
      $text: at('./src/text')
    },
    // Vitest would otherwise take Svelte's server half, which cannot mount anything.
    ...(process.env['VITEST'] ? { conditions: ['browser'] } : {})
  },
  build: {
    target: 'safari16.4',
    cssTarget: 'safari16.4',
    // A data: URI would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 400,
    // What the first screen needs is one file: each further one is a journey to another process before it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } }
  },
  preview: { headers: { 'content-security-policy': policy } },
  test: { environment: 'happy-dom', include: ['{src,icons}/**/*.test.ts'] },
  clearScreen: false
});
