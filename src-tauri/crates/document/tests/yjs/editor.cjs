// A text in a real Yjs: commands come in as lines of JSON, and each is answered by one. The first argument is the folder
// whose packages have Yjs.
const { createRequire } = require('node:module');
const { createInterface } = require('node:readline');
const Y = createRequire(`${process.argv[2]}/package.json`)('yjs');

let doc;
let updates = [];
const text = () => doc.getText('text');
const bytes = (update) => Uint8Array.from(Buffer.from(update, 'base64'));

function open(client) {
  doc = new Y.Doc();
  if (client) doc.clientID = client;
  doc.on('update', (update, origin) => {
    if (origin === 'here') updates.push(Buffer.from(update).toString('base64'));
  });
}

const does = {
  open: ({ client }) => open(client),
  apply: ({ update }) => Y.applyUpdate(doc, bytes(update)),
  write: ({ at, gone, words }) =>
    doc.transact(() => {
      if (gone > 0) text().delete(at, gone);
      if (words) text().insert(at, words);
    }, 'here')
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line);
  updates = [];
  does[command.does](command);
  const pending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  process.stdout.write(`${JSON.stringify({ updates, text: text().toString(), pending })}\n`);
});
