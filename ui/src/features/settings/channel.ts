import type { Audience, DestinationView, Edit, MailSecurity, Transport } from '$backend/bindings';

/** A channel as somebody writes it down: every field of every kind, of which each kind uses some. */
export interface Wish {
  name: string;
  type: Transport['type'];
  server: string;
  port: string;
  security: MailSecurity;
  user: string;
  from: string;
  /** Mails a second, or nothing. */
  per_second: string;
  to: string;
  channel: string;
  homeserver: string;
  room: string;
  url: string;
  page: string;
  /** What each of our components is called there, by its id. */
  hosted: Record<string, string>;
  tenant: string;
  client: string;
  team: string;
  organizer: string;
  endpoint: string;
  region: string;
  bucket: string;
  folder: string;
  key: string;
  audiences: Audience[];
  drill: boolean;
  laptops: boolean;
  /** Whether a room is made there for each incident, and who is asked in, one a line. */
  rooms: boolean;
  invite: string;
}

const EMPTY: Wish = {
  name: '',
  type: 'slack',
  server: '',
  port: '587',
  security: 'start_tls',
  user: '',
  from: '',
  per_second: '',
  to: '',
  channel: '',
  homeserver: 'https://',
  room: '',
  url: 'https://',
  page: '',
  hosted: {},
  tenant: '',
  client: '',
  team: '',
  organizer: '',
  endpoint: 'https://',
  region: '',
  bucket: '',
  folder: '',
  key: '',
  audiences: ['employees'],
  drill: false,
  laptops: true,
  rooms: false,
  invite: ''
};

export function wishFor(view?: DestinationView): Wish {
  if (!view) return { ...EMPTY };
  const { name, transport, audiences, drill = false, laptops = false, rooms } = view.destination;
  const { type, ...rest } = transport;
  const hosted = type === 'statuspage' ? hostedIn(transport) : {};
  const words = Object.fromEntries(
    Object.entries(rest)
      .filter(([field]) => field !== 'components')
      .map(([field, value]) => [field, Array.isArray(value) ? value.join('\n') : String(value)])
  );
  const invite = rooms?.invite?.join('\n') ?? '';
  const who = { audiences: [...audiences], drill, laptops, rooms: Boolean(rooms), invite };
  return { ...EMPTY, ...words, name, type, hosted, ...who };
}

const hostedIn = ({ components = [] }: Extract<Transport, { type: 'statuspage' }>): Record<string, string> =>
  Object.fromEntries(components.map(({ component, hosted }) => [component, hosted]));

/** Whether what goes there is for everybody, and nothing else. */
export const isOpen = ({ type }: Wish): boolean => type === 'bucket' || type === 'subscribers';

/** Whether nobody hears by it, and it makes rooms alone. */
export const isRooms = ({ type }: Wish): boolean => type === 'teams_app';

/** Whether what is written down is a place where rooms can be made. */
export const makesRooms = ({ type, channel }: Wish): boolean =>
  type === 'matrix' || type === 'teams_app' || (type === 'slack' && channel.trim() !== '');

/** What Rust is asked for; it says what is wrong with it. */
export function editFor(wish: Wish, destination: string | null): Edit {
  const { name, type } = wish;
  const { drill } = isOpen(wish) ? { drill: false } : wish;
  const audiences = isOpen(wish) ? ['public' as const] : isRooms(wish) ? [] : wish.audiences;
  const laptops = wish.laptops && type !== 'subscribers';
  const invite = isRooms(wish) ? [] : wish.invite.split('\n').filter((line) => line.trim());
  const rooms = (wish.rooms || isRooms(wish)) && makesRooms(wish) ? { rooms: { invite } } : {};
  return {
    type: 'define_destination',
    destination,
    name,
    transport: transport(wish),
    audiences,
    drill,
    laptops,
    ...rooms
  };
}

function transport(wish: Wish): Transport {
  const { type, server, security, from, homeserver, room, url, page, endpoint, region, bucket, key } = wish;
  const [user, channel, folder] = [wish.user.trim(), wish.channel.trim(), wish.folder.trim()];
  switch (type) {
    case 'email': {
      const to = wish.to.split('\n').filter((line) => line.trim());
      return { type, server, port: portOf(wish), security, from, to, ...paceOf(wish), ...(user ? { user } : {}) };
    }
    case 'subscribers':
      return { type, server, port: portOf(wish), security, from, ...paceOf(wish), ...(user ? { user } : {}) };
    case 'slack':
      return channel ? { type, channel } : { type };
    case 'matrix':
      return { type, homeserver, room };
    case 'webhook':
      return { type, url };
    case 'statuspage': {
      const components = Object.entries(wish.hosted).flatMap(([component, hosted]) =>
        hosted.trim() ? [{ component, hosted: hosted.trim() }] : []
      );
      return { type, page, ...(components.length ? { components } : {}) };
    }
    case 'teams_app': {
      const { tenant, client, team } = wish;
      const organizer = wish.organizer.trim();
      return { type, tenant, client, team, ...(organizer ? { organizer } : {}) };
    }
    case 'bucket':
      return { type, endpoint, region, bucket, key, ...(folder ? { folder } : {}) };
    case 'teams':
    case 'mattermost':
      return { type };
  }
}

function portOf({ port }: Wish): number {
  const typed = /^\d+$/.test(port.trim()) ? Number(port) : 0;
  // Rust refuses this one.
  return typed > 65_535 ? 0 : typed;
}

function paceOf({ per_second }: Wish): { per_second?: number } {
  const typed = per_second.trim();
  // Rust refuses none.
  return typed ? { per_second: /^\d{1,4}$/.test(typed) ? Number(typed) : 0 } : {};
}
