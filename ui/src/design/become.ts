/**
 * Makes an element say what another one says, and touches nothing that already does: whoever reads keeps their place, and
 * only what changed is laid out anew. Nodes of the other one may be gone from it afterwards.
 */
export function become(shown: Element, meant: Element): void {
  const [there, wanted] = [[...shown.childNodes], [...meant.childNodes]];
  const least = Math.min(there.length, wanted.length);
  let head = 0;
  while (head < least && there[head]?.isEqualNode(wanted[head] ?? null)) head += 1;
  let tail = 0;
  while (head + tail < least && there.at(-1 - tail)?.isEqualNode(wanted.at(-1 - tail) ?? null)) tail += 1;
  const old = there.slice(head, there.length - tail);
  const behind = there[there.length - tail] ?? null;
  for (const [n, node] of wanted.slice(head, wanted.length - tail).entries()) {
    const before = old[n];
    if (!before) shown.insertBefore(node, behind);
    else if (isText(before) && isText(node)) reword(before, node.data);
    else if (isElement(before) && isElement(node) && before.cloneNode().isEqualNode(node.cloneNode()))
      become(before, node);
    else shown.replaceChild(node, before);
  }
  for (const gone of old.slice(wanted.length - tail - head)) shown.removeChild(gone);
}

/** Makes words say something else. Only the letters that differ are touched: those around them stay laid out. */
export function reword(shown: CharacterData, meant: string): void {
  const before = shown.data;
  const least = Math.min(before.length, meant.length);
  let head = 0;
  while (head < least && before.charCodeAt(head) === meant.charCodeAt(head)) head += 1;
  let [end, until] = [before.length, meant.length];
  while (end > head && until > head && before.charCodeAt(end - 1) === meant.charCodeAt(until - 1))
    [end, until] = [end - 1, until - 1];
  if (end > head || until > head) shown.replaceData(head, end - head, meant.slice(head, until));
}

// By number, since a node of another document is of another class.
const isElement = (node: Node): node is Element => node.nodeType === Node.ELEMENT_NODE;
const isText = (node: Node): node is Text => node.nodeType === Node.TEXT_NODE;
