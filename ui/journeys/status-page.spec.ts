import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import type { ComponentWish, Edit } from '../src/backend/bindings';
import { accessible, expect, test, type Desk } from './desk';
import { keepSecret } from './listener';

/** An incident of which the public was told, with a component that it hurts. */
async function told(
  desk: Desk,
  title = 'Cards are declined',
  text = 'We **look** into it.',
  components: ComponentWish[] = [{ component: 'cards', state: 'partial_outage' }]
) {
  const me = (await desk.call('start', {})).me;
  const { incident } = await desk.declare({ title, manager: me });
  const wish = {
    audience: 'public',
    occasion: 'investigating',
    text,
    next_due: null,
    replaces: null,
    components
  } as const;
  const done = await desk.call('execute', { incident, command: { type: 'propose_update', ...wish } });
  await desk.call('execute', { incident, command: { type: 'approve_update', update: done.entries[0] ?? '' } });
  return incident;
}

async function component(desk: Desk, name: string, services: string[] = []) {
  const wish = { name, description: null, group: null, position: 0, shown: true, services };
  await desk.call('edit', { edit: { type: 'define_component', component: null, wish } });
}

test('a page is named, gets a component and announced work, and is written, by keys', async ({ desk, page }) => {
  await desk.open(page, '#/settings/status-page');
  await page.getByLabel('Address', { exact: true }).fill('https://status.example.org');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await desk.call('status_page', {})).page.address).toBe('https://status.example.org');

  await page.getByRole('button', { name: 'Add a component' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Name', { exact: true }).last().fill('Cards');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /Cards.*Operational/ })).toBeVisible();

  await page.getByRole('button', { name: 'Announce work' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('What is done').fill('Bigger database');
  await page.getByLabel('What the public is told').fill('Cards cannot be changed meanwhile.');
  await page.getByRole('checkbox', { name: 'Cards' }).focus();
  await page.keyboard.press('Space');
  await page.getByLabel('From', { exact: true }).fill('2027-01-09 22:00 UTC');
  await page.getByLabel('Until', { exact: true }).fill('2027-01-09 21:00 UTC');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be before' })).toBeVisible();
  await page.getByLabel('Until', { exact: true }).fill('2027-01-09 23:00 UTC');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Bigger database', { exact: true })).toBeVisible();

  const frame = page.frameLocator('iframe[title^="The public status page"]');
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('All Systems Operational');
  await expect(frame.getByRole('link', { name: 'Bigger database' })).toBeVisible();
  await told(desk);
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('Partial System Outage');
  await expect(page.getByRole('button', { name: /Cards.*Partial outage/ })).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a zip' }).focus();
  await page.keyboard.press('Enter');
  const file = await download;
  expect(file.suggestedFilename()).toBe('status-page.zip');
  const out = mkdtempSync(join(tmpdir(), 'status-page-'));
  execFileSync('python3', ['-m', 'zipfile', '-e', await file.path(), out]);
  const summary = JSON.parse(readFileSync(join(out, 'status-page/api/v2/summary.json'), 'utf8')) as {
    status: { indicator: string };
    page: { url: string };
  };
  expect(summary).toMatchObject({ status: { indicator: 'major' }, page: { url: 'https://status.example.org' } });
  await accessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page);
});

test('an update says how components do, as the services suggest, until its writer says otherwise', async ({
  desk,
  page
}) => {
  await desk.call('edit', { edit: { type: 'name_service', service: null, name: 'Checkout' } });
  await component(desk, 'Cards', ['checkout']);
  await component(desk, 'Wires');
  const me = (await desk.call('start', {})).me;
  const { incident } = await desk.declare({
    title: 'Cards fail',
    services: ['checkout'],
    severity: 'major',
    manager: me
  });
  await desk.open(page, `#/incident/${incident}/comms?to=public`);
  await expect(page.getByLabel('What the status page says of Cards')).toHaveText('Major outage');
  await expect(page.getByLabel('What the status page says of Wires')).toHaveText('Says nothing');
  const preview = page.frameLocator('iframe[title]').first();
  await expect(preview.getByText('Cards: Major outage')).toBeVisible();
  await page.getByLabel('What the status page says of Cards').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'Partial outage' }).click();
  await expect(preview.getByText('Cards: Partial outage')).toBeVisible();
  await accessible(page);
});

/** The page as it lies on a stick, with everything that people try to get past a filter in its words. */
async function written(desk: Desk, page: Page): Promise<string> {
  const tries = [
    '<script>steal()</script>',
    '<img src=x onerror=steal()>',
    '"><svg onload=steal()>',
    '[x](javascript:steal())'
  ];
  await component(desk, 'Cards');
  await component(desk, `Wires ${tries.join(' ')}`);
  await told(desk, `Cards are declined ${tries.join(' ')}`, `We **look** into it.\n\n${tries.join('\n\n')}`);
  return saved(desk, page);
}

/** The folder that somebody gets who saves the page. */
async function saved(desk: Desk, page: Page): Promise<string> {
  await desk.open(page, '#/settings/status-page');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a zip' }).click();
  const out = mkdtempSync(join(tmpdir(), 'status-page-'));
  execFileSync('python3', ['-m', 'zipfile', '-e', await (await download).path(), out]);
  return join(out, 'status-page');
}

test('the written page is read without scripts, in both themes, on paper and by everybody, and asks nobody', async ({
  desk,
  page,
  browser
}, info) => {
  const folder = await written(desk, page);
  const months = JSON.parse(readFileSync(join(folder, 'api/v2/incidents.json'), 'utf8')) as {
    incidents: { id: string; created_at: string }[];
  };
  const [incident] = months.incidents;
  const all = ['index.html', 'history/index.html', `history/${incident?.created_at.slice(0, 7)}.html`];
  all.push(`incidents/${incident?.id}.html`);

  const bare = await browser.newContext({ javaScriptEnabled: false });
  const still = await bare.newPage();
  await still.goto(pathToFileURL(join(folder, 'index.html')).href);
  await expect(still.getByRole('heading', { level: 1 })).toHaveText('Partial System Outage');
  await still
    .getByRole('link', { name: /Cards are declined/ })
    .first()
    .click();
  await expect(still.getByRole('heading', { level: 1 })).toContainText('<img src=x onerror=steal()>');
  await still.keyboard.press('Tab');
  await expect(still.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await bare.close();

  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('dialog', (dialog) => asked.push(dialog.message()));
  for (const scheme of ['light', 'dark'] as const) {
    for (const size of [
      { width: 1280, height: 900 },
      { width: 360, height: 740 }
    ]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize(size);
      for (const path of all) {
        await page.goto(pathToFileURL(join(folder, path)).href);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        expect(wide, `${path} at ${size.width}`).toBe(false);
        await accessible(page);
        await page.screenshot({
          path: info.outputPath(`${scheme}-${size.width}-${path.replaceAll('/', '-')}.png`),
          fullPage: true
        });
      }
    }
  }
  expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
  // On paper nothing leads anywhere, and everything that was said is there.
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const path of all.toReversed()) {
    await page.goto(pathToFileURL(join(folder, path)).href);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    for (const way of [page.getByRole('navigation'), page.getByRole('contentinfo').getByRole('link')])
      for (const one of await way.all()) await expect(one, path).toBeHidden();
  }
  const paper = await page.pdf({ path: info.outputPath('page.pdf'), format: 'A4' });
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
});

/** In which ways people try to get markup past a filter. */
const tries = JSON.parse(readFileSync('../src-tauri/crates/page/tests/tries.json', 'utf8')) as string[];

test('whatever was tried in any field of the page, a browser runs none of it', async ({ desk, page, browser }) => {
  test.setTimeout(300_000);
  const edit = (edit: Edit) => desk.call('edit', { edit });
  await edit({ type: 'define_status_page', name: `</title>${tries[0]}"><svg onload=steal()>`, address: null });
  for (const words of tries.slice(0, 40)) await edit({ type: 'define_group', group: null, name: words, position: 0 });
  const { groups } = await desk.call('status_page', {});
  const from = Date.now() + 3_600_000;
  for (const [n, words] of tries.entries()) {
    const group = groups[n % groups.length]?.group.id ?? null;
    const [name, description] = [`${n} ${words}`, words];
    const wish = { name, description, group, position: n, shown: true, services: [] };
    await edit({ type: 'define_component', component: null, wish });
    const window = { from, until: from + 3_600_000 };
    await edit({ type: 'schedule_maintenance', title: words, text: words, window, components: [] });
  }
  const { components } = await desk.call('status_page', {});
  for (const [n, words] of tries.entries()) {
    const component = components[n]?.component.id;
    await told(desk, words, words, component ? [{ component, state: 'partial_outage' }] : []);
  }
  const folder = await saved(desk, page);

  // Without the policy of the page, which would stop whatever got through.
  const bare = await browser.newContext({ bypassCSP: true });
  const opened: string[] = [];
  const stolen: string[] = [];
  await bare.exposeFunction('steal', () => void stolen.push(opened.at(-1) ?? ''));
  const reader = await bare.newPage();
  reader.on('dialog', (dialog) => void stolen.push(dialog.message()));
  reader.on('request', (request) => {
    if (request.url() !== opened.at(-1)) stolen.push(request.url());
  });
  /** Reads a page, and touches everything in it. */
  const read = async (path: string) => {
    const url = pathToFileURL(join(folder, path)).href;
    opened.push(url);
    await reader.goto(url);
    return reader.evaluate(() => {
      document.addEventListener('click', (event) => event.preventDefault(), true);
      for (const element of document.querySelectorAll<HTMLElement>('*')) {
        for (const kind of ['mouseover', 'toggle', 'focus', 'load', 'error']) element.dispatchEvent(new Event(kind));
        element.click?.();
      }
      return [...document.links].map((link) => link.protocol);
    });
  };
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.html'));
  expect(pages.length).toBeGreaterThan(2 * tries.length);
  for (const path of pages)
    for (const led of await read(path)) expect(['https:', 'http:', 'mailto:', 'file:'], path).toContain(led);
  expect(stolen).toEqual([]);
  // Had something got through, it would have been seen.
  const front = readFileSync(join(folder, 'index.html'), 'utf8');
  writeFileSync(join(folder, 'planted.html'), front.replace('</main>', '<b onmouseover=steal()>x</b></main>'));
  await read('planted.html');
  expect(stolen).toHaveLength(1);
  await bare.close();
});

/** Storage that anybody may read, as far as a page needs it. */
async function storage() {
  const files = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (request.method === 'PUT') files.set(path, Buffer.concat(pieces).toString('latin1'));
      if (request.method === 'DELETE') files.delete(path);
      const found = request.method === 'GET' ? files.get(path) : '';
      response.writeHead(found === undefined ? 404 : 200);
      response.end(found === undefined ? '<Error><Code>NoSuchKey</Code></Error>' : Buffer.from(found, 'latin1'));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { files, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('a page that says something else than was approved is found, told in the war room, and mended by one key', async ({
  desk,
  page
}, info) => {
  const { files, server, url } = await storage();
  await component(desk, 'Cards');
  const me = (await desk.call('start', {})).me;
  const { incident } = await desk.declare({ title: 'Cards fail', manager: me });
  await desk.call('set_own_network', { lines: '127.0.0.1' });
  const transport = { type: 'bucket' as const, endpoint: url, region: 'auto', bucket: 'status', key: 'AKIA' };
  const bucket = {
    destination: null,
    name: 'Page',
    transport,
    audiences: ['public' as const],
    drill: false,
    laptops: true
  };
  await desk.call('edit', { edit: { type: 'define_destination', ...bucket } });
  await keepSecret(desk, 'page', 'secret');
  await desk.open(page, '#/settings/status-page');
  await page.getByLabel('Address', { exact: true }).fill(`${url}/status`);
  await page.keyboard.press('Enter');
  const summary = '/status/api/v2/summary.json';
  await expect.poll(() => files.get(summary), { timeout: 30_000 }).toContain('operational');

  await page.getByRole('button', { name: 'Look now' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Says what was approved/)).toBeVisible();
  files.set(summary, (files.get(summary) ?? '').replaceAll('"operational"', '"major_outage"'));
  await page.getByRole('button', { name: 'Look now' }).focus();
  await page.keyboard.press('Enter');
  const differs = page
    .getByRole('alert')
    .filter({ hasText: 'Cards is operational, and the page says that it is in a major outage' });
  await expect(differs).toBeVisible();
  await accessible(page);
  await page.screenshot({ path: info.outputPath('drift-settings.png'), fullPage: true });

  await desk.open(page, `#/incident/${incident}/comms?to=public`);
  await expect(differs).toBeVisible();
  await accessible(page);
  await page.screenshot({ path: info.outputPath('drift-comms.png') });
  await page.getByRole('button', { name: 'Bring it there again' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => files.get(summary), { timeout: 30_000 }).not.toContain('major_outage');
  await page.getByRole('button', { name: 'Look now' }).focus();
  await page.keyboard.press('Enter');
  await expect(differs).toHaveCount(0);
  server.close();
});
