import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessible, BACK_MS, expect, test } from './hub';

test.describe.configure({ timeout: 90_000 });

/** Where pictures go, for whoever wants to look at them. */
const pictures = process.env['ALLCLEAR_PICTURES'];
const SAID = 'Cards are charged twice';
const BENT = 'Nothing has happened...';

/** A hub that tells one laptop something else than what was written: a real one, seen through a bent mirror. */
async function bent(address: string): Promise<{ server: Server; address: string; straighten: () => void }> {
  let bends = true;
  const server = createServer((asked, answer) => {
    // Packed answers would hide what is to be bent.
    const headers = { ...asked.headers };
    delete headers['accept-encoding'];
    const passed = request(new URL(asked.url ?? '/', address), { method: asked.method, headers }, (real) => {
      const told = { ...real.headers };
      delete told['content-length'];
      answer.writeHead(real.statusCode ?? 502, told);
      real.setEncoding('utf8');
      real.on('data', (piece: string) => void answer.write(bends ? piece.replaceAll(SAID, BENT) : piece));
      real.on('end', () => void answer.end());
    });
    passed.on('error', () => void answer.destroy());
    answer.on('close', () => void passed.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens));
  const { port } = server.address() as AddressInfo;
  return { server, address: `http://127.0.0.1:${port}`, straighten: () => void (bends = false) };
}

test('a hub that tells something else than was written is found out and named', async ({ desk, second, hub, page }) => {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.call('join', { link: hub.address, name: null });
  const { incident } = await desk.declare({ title: SAID });
  await expect.poll(async () => (await desk.call('sync', {})).state, { timeout: BACK_MS }).toBe('synced');

  const mirror = await bent(hub.address);
  const link = (await hub.invite('responder')).replace(
    encodeURIComponent(hub.address),
    encodeURIComponent(mirror.address)
  );
  expect(link).toContain(encodeURIComponent(mirror.address));
  await second.call('join', { link, name: 'Jonas Weber' });
  await second.open(page);
  const chip = page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: /^Needs attention/ });
  await expect(chip).toContainText('Look at what the hub did', { timeout: BACK_MS });
  await chip.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Sync' });
  await expect(panel.getByRole('heading', { name: /^What the hub did/ })).toBeVisible();
  const deed = panel.getByRole('listitem').filter({ hasText: 'its author has not signed' });
  await expect(deed).toContainText(`The hub at ${mirror.address} (key `);
  for (const [scheme, width] of [
    ['light', 1440],
    ['dark', 1440],
    ['light', 560]
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await accessible(page);
    if (pictures) await page.screenshot({ path: `${pictures}/evidence-${scheme}-${width}.png` });
  }
  // What was bent was not taken.
  expect(JSON.stringify(await second.call('rail', {}))).not.toContain(BENT);

  // Whoever asks once more has taken note of it, and what is told straight comes.
  mirror.straighten();
  await panel.getByRole('button', { name: 'Try again now' }).press('Enter');
  await expect
    .poll(async () => (await second.call('rail', {})).active.map(({ id }) => id), { timeout: BACK_MS })
    .toEqual([incident]);
  expect((await second.call('room', { incident })).room.title).toBe(SAID);
  await expect(deed, 'it stays to be read').toBeVisible();
  mirror.server.closeAllConnections();
  mirror.server.close();
});
