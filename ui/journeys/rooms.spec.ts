import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessible, expect, test } from './desk';
import { keepSecret } from './listener';

/** A homeserver of Matrix, as far as rooms are made there. It may be away. */
async function homeserver() {
  const topics = new Map<string, string>();
  const state = { away: false };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const answer = (status: number, said: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
      const path = decodeURIComponent(request.url ?? '');
      if (state.away) return answer(403, { errcode: 'M_FORBIDDEN' });
      if (path.endsWith('/account/whoami')) return answer(200, { user_id: '@bot:example.org' });
      if (path.endsWith('/createRoom')) {
        const { room_alias_name, topic } = JSON.parse(body) as { room_alias_name: string; topic: string };
        topics.set(room_alias_name, topic);
        return answer(200, { room_id: `!${room_alias_name}:example.org` });
      }
      return answer(404, { errcode: 'M_NOT_FOUND' });
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, state, topics, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

for (const theme of ['light', 'dark'] as const) {
  test(`a channel makes a room for each incident, and says why it did not, ${theme}`, async ({ desk, page }) => {
    const { server, state, topics, url } = await homeserver();
    await page.emulateMedia({ colorScheme: theme });
    await desk.call('set_own_network', { lines: '127.0.0.1' });
    const transport = { type: 'matrix', homeserver: url, room: '!lobby:example.org' } as const;
    const chat = { destination: null, name: 'Chat', transport, audiences: ['employees' as const], drill: false };
    await desk.call('edit', { edit: { type: 'define_destination', ...chat, laptops: true } });
    await keepSecret(desk, 'chat', 'syt_token');
    await desk.open(page, '#/settings/channels');
    const row = page.getByRole('button', { name: /Chat/ });
    await row.press('Enter');
    await page.getByRole('switch', { name: 'A room for each incident' }).press(' ');
    await page.getByLabel('Who is asked in').fill('@ana:example.org');
    await accessible(page);
    await page.screenshot({ path: test.info().outputPath(`rooms-settings-${theme}.png`), fullPage: true });
    await page.getByRole('button', { name: 'Save' }).press('Enter');
    await expect(page.getByText('Chat changed')).toBeVisible();

    state.away = true;
    const { incident } = await desk.declare({ title: 'Duplicate charges at checkout' });
    await desk.open(page, '#/outbox');
    await expect(page.getByText('NOT MADE')).toBeVisible();
    await expect(page.getByText('Make the room by hand and add its link in the war room')).toBeVisible();
    await accessible(page);
    await page.screenshot({ path: test.info().outputPath(`rooms-outbox-${theme}.png`) });
    state.away = false;
    await page.getByRole('button', { name: 'Duplicate charges at checkout: Make it now' }).press('Enter');
    await expect(page.getByText('Stands')).toBeVisible();
    const [name] = [...topics.keys()];
    expect(name).toMatch(/^inc-duplicate-charges-at-checkout-[0-9a-f]{4}$/);
    // It is the incident's channel from now on.
    await desk.open(page, `#/incident/${incident}`);
    await expect(page.getByText(`#${name}:example.org`).first()).toBeVisible();
    await page.screenshot({ path: test.info().outputPath(`rooms-room-${theme}.png`) });
    server.close();
  });
}
