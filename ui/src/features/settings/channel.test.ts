import { expect, it } from 'vitest';
import type { DestinationView, Transport } from '$backend/bindings';
import { editFor, wishFor } from './channel';

const transports: Transport[] = [
  {
    type: 'email',
    server: 'mail.example.org',
    port: 465,
    security: 'tls',
    user: 'status',
    from: 'status@example.org',
    to: ['all@example.org', 'ops@example.org'],
    per_second: 20
  },
  {
    type: 'email',
    server: 'mail.example.org',
    port: 25,
    security: 'plain',
    from: 'status@example.org',
    to: ['all@example.org']
  },
  { type: 'slack' },
  { type: 'slack', channel: 'C012' },
  { type: 'teams' },
  { type: 'mattermost' },
  { type: 'matrix', homeserver: 'https://matrix.example.org', room: '#inc:example.org' },
  { type: 'webhook', url: 'https://hooks.example.org/in' },
  { type: 'statuspage', page: 'kctbh9vrtdwd' },
  { type: 'statuspage', page: 'kctbh9vrtdwd', components: [{ component: 'cards', hosted: '8kbf7d35c070' }] },
  {
    type: 'bucket',
    endpoint: 'https://s3.example.org',
    region: 'auto',
    bucket: 'status',
    folder: 'of/example',
    key: 'AKIA'
  },
  { type: 'bucket', endpoint: 'https://s3.example.org', region: 'auto', bucket: 'status', key: 'AKIA' },
  { type: 'subscribers', server: 'mail.example.org', port: 25, security: 'plain', from: 'status@example.org' }
];

it.each(transports)('asks for what the book has: $type', (transport) => {
  const open = transport.type === 'bucket' || transport.type === 'subscribers';
  const audiences = [open ? ('public' as const) : ('employees' as const)];
  const laptops = transport.type !== 'subscribers';
  const destination = { id: 'team', name: 'Team', transport, audiences, laptops };
  const view: DestinationView = {
    destination: destination as DestinationView['destination'],
    retired: false,
    kind: '',
    secret: null,
    shown_to: '',
    kept: false,
    missing: null,
    last: null,
    hub: null,
    by: null
  };
  const { name } = destination;
  expect(editFor(wishFor(view), 'team')).toEqual({
    type: 'define_destination',
    destination: 'team',
    name,
    transport,
    audiences,
    drill: false,
    laptops
  });
});

it('has rooms made only where that can be, with those who are asked in', () => {
  const rooms = (wish: Partial<ReturnType<typeof wishFor>>) => {
    const edit = editFor({ ...wishFor(), rooms: true, invite: '@ana:example.org\n\n@bo:example.org', ...wish }, null);
    return edit.type === 'define_destination' && edit.rooms;
  };
  const asked = { invite: ['@ana:example.org', '@bo:example.org'] };
  expect(rooms({ type: 'matrix' })).toEqual(asked);
  expect(rooms({ type: 'slack', channel: 'C012' })).toEqual(asked);
  expect(rooms({ type: 'slack' })).toBeUndefined();
  expect(rooms({ type: 'webhook' })).toBeUndefined();
  expect(rooms({ type: 'matrix', rooms: false })).toBeUndefined();
});

it('has an app of Teams make channels, and nobody hear by it', () => {
  const app = { tenant: 'example.org', client: 'c', team: 't' };
  const wish = { ...wishFor(), type: 'teams_app' as const, ...app, invite: '@ana:example.org' };
  const transport = { type: 'teams_app', ...app };
  expect(editFor({ ...wish, organizer: ' ' }, null)).toMatchObject({ transport, audiences: [], rooms: { invite: [] } });
  expect(editFor({ ...wish, organizer: 'o' }, null)).toMatchObject({ transport: { ...transport, organizer: 'o' } });
});

it('says of no component at a hosted page what has no id there', () => {
  const wish = { ...wishFor(), type: 'statuspage' as const, page: 'p', hosted: { cards: ' 8kbf ', search: '' } };
  expect(editFor(wish, null)).toMatchObject({
    transport: { type: 'statuspage', page: 'p', components: [{ component: 'cards', hosted: '8kbf' }] }
  });
});

it('asks for so many mails a second as were typed, and for none a second where that is no number', () => {
  const pace = (text: string) => {
    const edit = editFor({ ...wishFor(), type: 'subscribers', per_second: text }, null);
    return edit.type === 'define_destination' && edit.transport.type === 'subscribers' && edit.transport.per_second;
  };
  expect(['20', ' 1 ', '', 'x', '0', '-1', '1.5'].map(pace)).toEqual([20, 1, undefined, 0, 0, 0, 0]);
});

it('asks for no other port than the one that was typed, and for none where that is no port', () => {
  const port = (text: string) => {
    const edit = editFor({ ...wishFor(), type: 'email', port: text }, null);
    return edit.type === 'define_destination' && edit.transport.type === 'email' && edit.transport.port;
  };
  expect(['587', ' 25 ', '65535', 'x', '', '-1', '65536', '99999', '25.9', '1e3'].map(port)).toEqual([
    587, 25, 65_535, 0, 0, 0, 0, 0, 0, 0
  ]);
});
