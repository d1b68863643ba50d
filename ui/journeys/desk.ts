import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import type { Command, Commands, Done } from '../src/backend/bindings';
import { test as base } from './journey';

/** A fresh Allclear with a data folder of its own, reached over the bridge. */
export interface Desk {
  /** As printed: with the token that works once. Whoever uses it may not use `open` or `call` before. */
  readonly address: string;
  /** A command, as the page would send it. */
  call<K extends keyof Commands>(name: K, args: Commands[K]['args']): Promise<Commands[K]['result']>;
  /** Opens the app in this page, at `#/board` or wherever. */
  open(page: Page, hash?: string): Promise<void>;
  /** Begins an incident; only what matters to the journey is said. */
  declare(
    wish: Partial<Extract<Command, { type: 'declare' }>> & { title: string }
  ): Promise<Done & { incident: string }>;
  /** Ends the app and starts it again on the same data. The address changes. */
  restart(): Promise<void>;
  /** The same after the app was killed in the middle of whatever it did. */
  crash(): Promise<void>;
  /** The app's clock is so many seconds ahead of the machine's from now on; for a desk with a clock of its own. */
  leap(seconds: number): void;
}

/** The app, also for what it does without a page. */
export const binary = resolve(process.env['ALLCLEAR_BIN'] ?? '../target/debug/allclear');
/** Pages from the folder instead of those in the binary, so that a change of the UI needs no cargo. */
const pages = process.env['ALLCLEAR_UI'] ? ['--ui', resolve(process.env['ALLCLEAR_UI'])] : [];
const START_MS = 20_000;

/** The file that sets the clock of an app with a clock of its own. */
const clockOf = (data: string) => `${data}-clock`;

/** The clock on the wall jumps, and not the one by which programs wait. */
function ownClock(data: string): Record<string, string> {
  const libraries = readdirSync('/usr/lib').map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`);
  const library = libraries.find((library) => existsSync(library));
  if (!library) throw new Error('libfaketime is not there; cargo xtask test installs it');
  writeFileSync(clockOf(data), '+0');
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: clockOf(data),
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1'
  };
}

interface Start {
  keyInFile?: boolean;
  clock?: boolean;
}

async function start(
  data: string,
  { keyInFile = true, clock = false }: Start
): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(binary, ['--headless', ...(keyInFile ? ['--key-in-file'] : []), '--data', data, ...pages], {
    // Without a session bus there is no keychain, whatever machine this is.
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...(clock ? ownClock(data) : {}) },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let said = '';
  const address = await new Promise<string>((found, failed) => {
    const late = setTimeout(() => failed(new Error(`no address after ${START_MS} ms:\n${said}`)), START_MS);
    const hear = (piece: Buffer) => {
      said += piece.toString();
      const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[^\s]+/.exec(said)?.[0];
      if (!url) return;
      clearTimeout(late);
      found(url);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', failed);
    child.on('exit', (code) => failed(new Error(`${binary} ended with ${code}:\n${said}`)));
  });
  return { child, address };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(forced);
}

/** What drives one Allclear over the bridge, and what ends it. */
async function sitDown(data: string, wish: Start = {}): Promise<{ desk: Desk; end: () => Promise<void> }> {
  let running = await start(data, wish);
  let bearer: Promise<string> | null = null;

  const post = async (path: string, body: unknown, authorization?: string) => {
    const response = await fetch(new URL(path, running.address), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: JSON.stringify(body)
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const session = () =>
    (bearer ??= post('/session', { token: running.address.split('#token=')[1] }).then(
      ({ bearer }: { bearer: string }) => bearer
    ));

  const desk: Desk = {
    get address() {
      return running.address;
    },
    call: async (name, args) => post(`/call/${name}`, args, `Bearer ${await session()}`),
    async open(page, hash = '#/board') {
      const held = await session();
      // A previewed page in its frame has no storage, and no business with ours.
      await page.addInitScript((held) => {
        if (window.top === window) sessionStorage.setItem('allclear.bearer', held);
      }, held);
      await page.goto(`${new URL(running.address).origin}/${hash}`);
      // A key pressed before the app listens would go nowhere.
      await page.getByRole('main').waitFor();
    },
    async declare(wish) {
      const command: Command = {
        type: 'declare',
        kind: 'external',
        severity: null,
        services: [],
        impact_started: null,
        detection: null,
        drill: false,
        private: false,
        manager: null,
        ...wish
      };
      const done = await desk.call('declare', { command });
      if (!done.incident) throw new Error('a declaration without an incident');
      return { ...done, incident: done.incident };
    },
    async restart() {
      await stop(running.child);
      running = await start(data, wish);
      bearer = null;
    },
    async crash() {
      const ended = new Promise((done) => running.child.once('exit', done));
      running.child.kill('SIGKILL');
      await ended;
      running = await start(data, wish);
      bearer = null;
    },
    leap: (seconds) => writeFileSync(clockOf(data), `+${seconds}`)
  };
  return { desk, end: () => stop(running.child) };
}

interface Given {
  introduced: boolean;
  keyInFile: boolean;
  clock: boolean;
  begins: string | null;
  desk: Desk;
  second: Desk;
}

export const test = base.extend<Given>({
  /** False to be greeted as at the very first start. */
  introduced: [true, { option: true }],
  /** False for a laptop whose key should lie in the keychain, and that has none. */
  keyInFile: [true, { option: true }],
  /** True for a laptop whose clock `leap` moves. */
  clock: [false, { option: true }],
  /** A data folder to begin with a copy of. */
  begins: [null, { option: true }],

  desk: async ({ introduced, keyInFile, clock, begins, page }, use) => {
    const data = await mkdtemp(join(tmpdir(), 'allclear-journey-'));
    if (begins) await cp(begins, data, { recursive: true });
    const { desk, end } = await sitDown(data, { keyInFile, clock });
    if (introduced) await desk.call('introduce', { name: 'Ana Sá', workspace: 'Ardent', zone: 'Europe/Berlin' });
    await use(desk);
    // First the page: it would complain, rightly, that the app is gone.
    await page.close();
    await end();
    await rm(data, { recursive: true, force: true });
    await rm(clockOf(data), { force: true });
  },

  /** A colleague's laptop. Pages that a journey opens there besides the first are the journey's to close. */
  second: async ({ page }, use) => {
    const data = await mkdtemp(join(tmpdir(), 'allclear-journey-'));
    const { desk, end } = await sitDown(data);
    await desk.call('introduce', { name: 'Jonas Weber', workspace: 'Solo', zone: 'Europe/Berlin' });
    await use(desk);
    // First the page: it would complain, rightly, that the app is gone.
    await page.close();
    await end();
    await rm(data, { recursive: true, force: true });
  }
});

export { accessible, expect, tabTo } from './journey';
