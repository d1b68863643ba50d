import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { accessible, expect, test, type Desk } from './desk';

const JSONL = 'journeys/fixtures/past.jsonl';
const CSV = 'journeys/fixtures/past.csv';

type File = string | { name: string; mimeType: string; buffer: Buffer };

async function choose(page: Page, file: File): Promise<void> {
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /Choose a file|Another file/ }).click();
  await (await asked).setFiles(file);
}

async function begin(desk: Desk, page: Page, file: File): Promise<void> {
  await desk.open(page, '#/import');
  await choose(page, file);
}

const run = async (page: Page) => {
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Save report as CSV' })).toBeVisible();
};

test('a file is taken row by row, what does not fit is reported, and a second time nothing is doubled', async ({
  desk,
  page
}) => {
  await begin(desk, page, JSONL);
  await expect(page.getByText('4 of the first 7 would be taken.')).toBeVisible();
  await expect(page.getByText('There is no title.')).toBeVisible();
  await expect(page.getByText('Exports <b>late</b> by a day')).toBeVisible();

  // Their words and the zone of dates without one are the person's to say.
  await page.getByLabel('“wobbly” means').click();
  await page.getByRole('option', { name: 'Minor' }).click();
  await page.getByLabel('Zone of dates without one').click();
  await page.keyboard.type('berlin');
  await page.keyboard.press('Enter');
  await expect(page.getByText('read as Europe/Berlin').first()).toBeVisible();
  await expect(page.getByRole('row', { name: /Nobody can log in/ })).toContainText('13:02');

  await run(page);
  await expect(page.getByRole('heading', { name: '4 incidents taken' })).toBeVisible();
  await expect(page.getByText('3 dates had no zone; read as Europe/Berlin.')).toBeVisible();
  await expect(page.getByRole('tab', { name: /Not taken/ })).toContainText('3');
  await expect(page.getByText('lies before the start')).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save report as CSV' }).click();
  const report = readFileSync(await (await download).path(), 'utf8');
  expect(report).toContain('"4","Search returns nothing","not taken"');

  await page.getByRole('checkbox', { name: 'Billing' }).uncheck();
  await page.getByRole('button', { name: /^Add \d services?$/ }).click();
  await expect(page.getByRole('checkbox', { name: 'Billing' })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'Identity' })).toBeHidden();
  const services = (await desk.call('book', {})).services.map(({ name }) => name);
  expect(services).toContain('Checkout API');
  expect(services).not.toContain('Billing');

  await page.getByRole('button', { name: 'Import another file' }).click();
  await choose(page, JSONL);
  await run(page);
  await expect(page.getByRole('heading', { name: 'Nothing new was taken' })).toBeVisible();
  await expect(page.getByRole('tab', { name: /Already here/ })).toContainText('4');
  const query = { filter: null, severity: null, kind: null, mine: false, reviews: false, sort: 'age' as const };
  const { counts } = await desk.call('board', { query });
  expect(counts.closed + counts.review + counts.active).toBe(4);

  await page.getByRole('button', { name: 'Go to the board' }).click();
  await expect(page).toHaveURL(/#\/board/);
});

test('a table with other names for its columns is mapped by hand', async ({ desk, page }) => {
  await begin(desk, page, CSV);
  await expect(page.getByText('CSV with semicolons')).toBeVisible();
  await expect(page.getByText('Label printer; warehouse 2')).toBeVisible();
  await expect(page.getByText('is not a date that can be read')).toBeVisible();

  const title = page.getByLabel('Title', { exact: false }).first();
  await title.click();
  await page.getByRole('option', { name: 'Not in this file' }).click();
  await expect(page.getByText('0 of the first 5 would be taken.')).toBeVisible();
  await title.click();
  await page.getByRole('option', { name: 'Summary' }).click();
  await expect(page.getByText('3 of the first 5 would be taken.')).toBeVisible();
  await run(page);
  await expect(page.getByRole('heading', { name: '3 incidents taken' })).toBeVisible();
});

test('a large file shows how far it is and stops when told', async ({ desk, page }) => {
  const row = (n: number) =>
    `{"id":"L-${n}","title":"Old incident ${n}","started":"2024-01-01T00:00:00Z","resolved":true}`;
  const buffer = Buffer.from(Array.from({ length: 20_000 }, (_, n) => row(n)).join('\n'));
  await begin(desk, page, { name: 'large.jsonl', mimeType: 'application/jsonl', buffer });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /\d+/);
  await accessible(page, 'main');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('heading', { name: /^Stopped after [\d,]+ incidents?$/ })).toBeVisible();
  await expect(page.getByText('The import was stopped before the end of the file.')).toBeVisible();
});

test('a file that is none is refused with a sentence', async ({ desk, page }) => {
  await begin(desk, page, {
    name: 'picture.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0])
  });
  await expect(page.getByRole('alert')).toContainText('This is not a text file');
  await expect(page.getByRole('button', { name: 'Choose a file…' })).toBeEnabled();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every step is accessible (${colorScheme})`, async ({ desk, page }) => {
    await page.emulateMedia({ colorScheme });
    await desk.open(page, '#/import');
    await expect(page.getByRole('heading', { name: 'Bring in what happened before' })).toBeVisible();
    await accessible(page);
    await choose(page, JSONL);
    await expect(page.getByRole('heading', { name: 'First rows' })).toBeVisible();
    await accessible(page);
    await run(page);
    await accessible(page);
  });
}
