// Two PouchDBs on disk and a server with express-pouchdb, each in a process of its own. Prints `ms NUMBER` for what it measured.
const { fork } = require('child_process');
const path = require('path');
const PouchDB = require('pouchdb');

const [what, folder] = process.argv.slice(2);
const document = (id) => ({
  _id: id,
  events: ['declared', 'titled', 'point_recorded', 'severity_classified', 'service_affected'],
  text: 'checkout payment errors since the restart of a node '.repeat(4),
});

function serve() {
  const Disk = PouchDB.defaults({ prefix: folder + path.sep });
  const app = require('express')();
  app.use('/', require('express-pouchdb')(Disk, { logPath: path.join(folder, 'log.txt'), configPath: path.join(folder, 'config.json') }));
  const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
}

async function declares(remote, a, b) {
  const waiting = new Map();
  b.changes({ live: true, since: 'now' }).on('change', (change) => waiting.get(change.id)?.());
  a.sync(remote, { live: true, retry: true });
  b.sync(remote, { live: true, retry: true });
  for (let n = 0; n < 240; n++) {
    const begin = process.hrtime.bigint();
    const arrived = new Promise((resolve) => waiting.set(`d${n}`, resolve));
    await a.put(document(`d${n}`));
    await arrived;
    if (n >= 40) console.log('ms', Number(process.hrtime.bigint() - begin) / 1e6);
  }
}

async function diverged(remote, a, b) {
  for (const [laptop, name] of [[a, 'a'], [b, 'b']]) {
    const all = Array.from({ length: 10000 }, (_, n) => document(`${name}${n}`));
    for (let from = 0; from < all.length; from += 500) await laptop.bulkDocs(all.slice(from, from + 500));
  }
  // As people use it: with what it has of itself.
  const begin = process.hrtime.bigint();
  await a.sync(remote);
  await b.sync(remote);
  await a.sync(remote);
  const took = Number(process.hrtime.bigint() - begin) / 1e6;
  for (const laptop of [a, b]) {
    const held = (await laptop.info()).doc_count;
    if (held !== 20000) throw new Error(`${held} documents`);
  }
  console.log('ms', took);
}

if (what === 'serve') {
  serve();
} else {
  const server = fork(__filename, ['serve', folder]);
  server.once('message', async (port) => {
    const remote = new PouchDB(`http://127.0.0.1:${port}/remote`);
    const [a, b] = ['a', 'b'].map((name) => new PouchDB(path.join(folder, `laptop-${name}`)));
    try {
      await remote.info();
      await { declares, diverged }[what](remote, a, b);
    } finally {
      server.kill();
    }
    process.exit(0);
  });
}
