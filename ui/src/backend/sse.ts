export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * Splits a server-sent event stream, fed in pieces of any size, into events. `EventSource` would do it, but it cannot
 * send the Authorization header. Follows the parsing rules of the HTML standard, ids and retry times left out.
 */
export function eventParser(tell: (event: ServerEvent) => void): (piece: string) => void {
  let rest = '';
  let event = '';
  let data: string[] = [];

  const line = (text: string) => {
    if (text === '') {
      if (data.length > 0) tell({ event: event || 'message', data: data.join('\n') });
      event = '';
      data = [];
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return; // A comment: the server's heartbeat.
    const name = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  };

  return (piece) => {
    rest += piece;
    // A carriage return at the very end may be half of a CRLF: it waits for the next piece.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    lines.forEach(line);
  };
}
