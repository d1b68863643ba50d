import { defineConfig } from '@playwright/test';
import journeys from './playwright.config';

/** What a person waits for in the page. Each bench says its rows of the table; none fails for being slow. */
export default defineConfig({ ...journeys, testDir: 'benches', testMatch: '*.ts', webServer: [] });
