import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { accessible, binary, type Desk, expect, test as base } from './desk';

/** The hub's program, built beside the app's. */
const program = process.env['ALLCLEAR_HUB_BIN'] ?? join(dirname(binary), 'allclear-hub');
const run = promisify(execFile);
const START_MS = 20_000;

/** A real hub with a folder of its own. It keeps its address when it is started again. */
export interface Hub {
  readonly address: string;
  /** Founds a workspace, serves it, and gives the link for its first admin. */
  found(name: string): Promise<string>;
  /** Takes over the workspace of this code, and serves it. */
  adopt(code: string): Promise<void>;
  start(): Promise<void>;
  /** A link for one more laptop. */
  invite(role: 'admin' | 'responder' | 'observer'): Promise<string>;
  /** As when the machine under it loses power. */
  kill(): Promise<void>;
}

async function house(use: (hub: Hub) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'allclear-hub-'));
  const say = async (...words: string[]) => (await run(program, ['--data', join(folder, 'hub'), ...words])).stdout;
  let child: ChildProcess | undefined;
  let listen = '127.0.0.1:0';

  const hub: Hub = {
    get address() {
      return `http://${listen}`;
    },
    async found(name) {
      await say('init', '--name', name);
      await hub.start();
      // The first invitation was made before it was known where the hub would listen.
      return hub.invite('admin');
    },
    invite: async (role) => /allclear:\S+/.exec(await say('invite', '--role', role))?.[0] ?? '',
    async adopt(code) {
      await say('init', `--adopt=${code}`);
      await hub.start();
    },
    async start() {
      const started = spawn(program, ['--data', join(folder, 'hub'), 'serve', '--listen', listen], {
        stdio: ['ignore', 'pipe', 'inherit'],
        // Whoever listens in a journey is on this computer.
        env: {
          ...process.env,
          ALLCLEAR_HUB_LOG: 'error',
          ALLCLEAR_HUB_OWN: '127.0.0.1',
          ALLCLEAR_HUB_STATUS_PAGE: 'true'
        }
      });
      child = started;
      listen = await new Promise((found, failed) => {
        const late = setTimeout(() => failed(new Error(`the hub did not listen within ${START_MS} ms`)), START_MS);
        let said = '';
        started.stdout.on('data', (piece: Buffer) => {
          said += piece.toString();
          const address = /listening on http:\/\/(\S+)/.exec(said)?.[1];
          if (!address) return;
          clearTimeout(late);
          found(address);
        });
        started.on('error', failed);
        started.on('exit', (code) => failed(new Error(`the hub ended with ${code}`)));
      });
    },
    async kill() {
      const running = child;
      child = undefined;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((done) => running.once('exit', done));
      running.kill('SIGKILL');
      await ended;
    }
  };
  await use(hub);
  await hub.kill();
  await rm(folder, { recursive: true, force: true });
}

export const test = base.extend<{ hub: Hub; other: Hub }>({
  hub: async ({}, use) => house(use),
  /** A second one, for whoever moves from one to the other. */
  other: async ({}, use) => house(use)
});

/** A hub that was killed is asked again after a second, then two, then four. */
export const BACK_MS = 30_000;

const isSynced = (desk: Desk) =>
  expect.poll(async () => (await desk.call('sync', {})).state, { timeout: BACK_MS }).toBe('synced');

/** Ana's workspace at a hub, Jonas who joined it, and an incident that both see. */
export async function meet(desk: Desk, second: Desk, hub: Hub): Promise<string> {
  await hub.adopt(await desk.call('adoption_code', {}));
  await desk.call('join', { link: hub.address, name: null });
  await second.call('join', { link: await hub.invite('responder'), name: 'Jonas Weber' });
  await isSynced(desk);
  await isSynced(second);
  const { incident } = await desk.declare({ title: 'Duplicate charges', severity: 'major' });
  await expect.poll(async () => (await second.call('rail', {})).active.map((line) => line.id)).toEqual([incident]);
  return incident;
}

export { accessible, expect };
