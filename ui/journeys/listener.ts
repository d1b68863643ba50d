import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import type { Desk } from './desk';

/** The key of its signatures. */
export const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** Whoever listens to a webhook: it answers with these first, then always well. */
export async function listener(...answers: number[]): Promise<{ server: Server; url: string; got: string[] }> {
  const got: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      got.push(body);
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`, got };
}

/** Where the app says what became of what was asked. */
export const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });

/** Writes down that employees hear by this webhook, by laptops too or by the hub alone. */
export async function statusRoom(desk: Desk, url: string, laptops: boolean): Promise<void> {
  await desk.call('edit', {
    edit: {
      type: 'define_destination',
      destination: null,
      name: 'Status room',
      transport: { type: 'webhook', url },
      audiences: ['employees'],
      drill: false,
      laptops
    }
  });
}

/** What is proposed to employees. */
export const TEXT = 'Some customers are charged twice. We stop the retries now.';

/** Proposes an update for employees, which nobody has approved yet, and gives its name. */
export async function propose(desk: Desk, incident: string): Promise<string> {
  const wish = { audience: 'employees', occasion: 'investigating', next_due: null, replaces: null } as const;
  const command = { type: 'propose_update', text: TEXT, ...wish } as const;
  return (await desk.call('execute', { incident, command })).entries[0] ?? '';
}

/** Enters what opens a channel on this laptop, as somebody who sees where it leads. */
export async function keepSecret(desk: Desk, destination: string, secret: string | null): Promise<void> {
  const { destinations } = await desk.call('channels', {});
  const shown_to = destinations.find((one) => one.destination.id === destination)?.shown_to ?? '';
  await desk.call('set_channel_secret', { destination, secret, shown_to });
}
