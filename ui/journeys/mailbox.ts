import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A mail as it was taken. */
export interface Mail {
  to: string[];
  text: string;
}

/** A mail server on this computer that takes everything. */
export async function mailbox(): Promise<{ server: Server; port: number; taken: Mail[] }> {
  const taken: Mail[] = [];
  const server = createServer((socket) => {
    let mail: Mail = { to: [], text: '' };
    let said = '';
    let inMail = false;
    socket.on('error', () => socket.destroy());
    socket.write('220 here\r\n');
    socket.on('data', (piece: Buffer) => {
      said += piece.toString();
      for (let end = said.indexOf('\r\n'); end >= 0; end = said.indexOf('\r\n')) {
        const line = said.slice(0, end);
        said = said.slice(end + 2);
        if (inMail) {
          inMail = line !== '.';
          if (inMail) mail.text += `${line}\r\n`;
          else {
            taken.push(mail);
            mail = { to: [], text: '' };
            socket.write('250 2.0.0 Ok\r\n');
          }
        } else if (line === 'DATA') {
          inMail = true;
          socket.write('354 go on\r\n');
        } else {
          const to = /^RCPT TO:<([^>]+)>/.exec(line)?.[1];
          if (to) mail.to.push(to);
          socket.write('250 Ok\r\n');
        }
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { server, port: (server.address() as AddressInfo).port, taken };
}

/** The link to this page in a mail, whose lines may be broken and whose signs may be written as numbers. */
export function linkIn({ text }: Mail, step: string): string {
  const whole = text.replaceAll('=\r\n', '').replaceAll('=3D', '=');
  return new RegExp(`http://\\S+/status/${step}/[\\w-]+`).exec(whole)?.[0] ?? '';
}
