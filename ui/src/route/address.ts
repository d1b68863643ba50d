/** The screens of one incident beside its war room. */
export const INCIDENT_SCREENS = ['comms', 'customers', 'brief', 'review', 'meeting', 'present'] as const;
export type IncidentScreen = (typeof INCIDENT_SCREENS)[number];

/** Where a person can be. Links use the stream id of an incident, which never changes; its number may. */
export type Place =
  | { at: 'board' }
  | { at: 'incident'; id: string; screen?: IncidentScreen }
  | { at: 'inbox' }
  | { at: 'outbox' }
  | { at: 'actions' }
  | { at: 'settings'; section: string | null }
  | { at: 'import' }
  | { at: 'welcome' };

/** Reads the part of the address after `#`. What nobody knows leads to the board, never to an empty page. */
export function parse(hash: string): Place {
  const [path = ''] = hash.replace(/^#?\/?/, '').split('?');
  const [at, ...rest] = path.split('/').map(decode);
  const id = rest.join('/');
  switch (at) {
    case 'incident':
      return incident(rest);
    case 'settings':
      return { at, section: id || null };
    case 'inbox':
    case 'outbox':
    case 'actions':
    case 'import':
    case 'welcome':
      return { at };
    default:
      return { at: 'board' };
  }
}

/** What nobody knows of an incident leads to its war room. */
function incident([id, screen]: string[]): Place {
  if (!id) return { at: 'board' };
  const known = INCIDENT_SCREENS.find((each) => each === screen);
  return known ? { at: 'incident', id, screen: known } : { at: 'incident', id };
}

/** The address of a place, for `href`, with filters or whatever else stands after `?`. */
export function href(place: Place, about: Record<string, string> = {}): string {
  const params = new URLSearchParams(about).toString();
  return path(place) + (params && `?${params}`);
}

function path(place: Place): string {
  switch (place.at) {
    case 'incident':
      return `#/incident/${encodeURIComponent(place.id)}${place.screen ? `/${place.screen}` : ''}`;
    case 'settings':
      return place.section ? `#/settings/${encodeURIComponent(place.section)}` : '#/settings';
    default:
      return `#/${place.at}`;
  }
}

/** What stands after `?` in the address: filters, kept there so that a link shows the same. */
export const query = (hash: string) => new URLSearchParams(hash.split('?')[1] ?? '');

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
