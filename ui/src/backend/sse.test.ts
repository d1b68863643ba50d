import { describe, expect, it } from 'vitest';
import { eventParser, type ServerEvent } from './sse';

function parse(...pieces: string[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const feed = eventParser((event) => events.push(event));
  pieces.forEach(feed);
  return events;
}

describe('an event stream', () => {
  it.each<[string, string[], ServerEvent[]]>([
    ['whole', ['event: stale\ndata: {}\n\n'], [{ event: 'stale', data: '{}' }]],
    ['unnamed', ['data: a\n\n'], [{ event: 'message', data: 'a' }]],
    ['in several lines', ['data: a\ndata: b\n\n'], [{ event: 'message', data: 'a\nb' }]],
    ['with comments', [': beat\n\ndata:a\n\n'], [{ event: 'message', data: 'a' }]],
    ['without data', ['event: stale\n\n'], []],
    ['cut short', ['data: a\n'], []],
    ['with CRLF torn apart', ['event: x\r', '\ndata: a\r\n\r', '\n'], [{ event: 'x', data: 'a' }]]
  ])('%s is read', (_, pieces, events) => expect(parse(...pieces)).toEqual(events));

  it('does not care how it was cut', () => {
    const text = 'event: stale\r\ndata: {"views":["board"]}\r\n\r\nevent: open\ndata: ü\n\n';
    expect(parse(...text)).toEqual(parse(text));
  });
});
