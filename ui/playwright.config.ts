import { defineConfig } from '@playwright/test';

/** Debian's Chromium; nothing is downloaded. The flags keep it from calling home and let it run in a container. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
];
const port = Number(process.env['ALLCLEAR_PREVIEW_PORT'] ?? 4190);

export default defineConfig({
  testDir: 'journeys',
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: process.env['ALLCLEAR_CHROMIUM'] ?? '/usr/bin/chromium', args: flags },
    screenshot: 'only-on-failure'
  },
  // Only for what needs no Rust: the built files under the product's own content security policy.
  webServer: {
    command: `npm run --silent build && npx vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    port,
    reuseExistingServer: false
  }
});
