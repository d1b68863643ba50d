import { expect, test, vi } from 'vitest';
import { become, reword } from './become';

const body = (html: string) => new DOMParser().parseFromString(`<body>${html}</body>`, 'text/html').body;

test.each([
  ['nothing', '', ''],
  ['from nothing', '', '<p>a</p>'],
  ['to nothing', '<p>a</p><p>b</p>', ''],
  ['other words', '<p>a <b>b</b> c</p>', '<p>a <b>x</b> c</p>'],
  ['more at the end', '<p>a</p>', '<p>a</p><p>b</p>'],
  ['more at the beginning', '<p>b</p>', '<p>a</p><p>b</p>'],
  ['one less in the middle', '<p>a</p><p>b</p><p>a</p>', '<p>a</p><p>a</p>'],
  ['one more of several alike', '<p>a</p><p>a</p>', '<p>a</p><p>a</p><p>a</p>'],
  ['another element', '<p>a</p><ul><li>b</li></ul>', '<p>a</p><ol><li>b</li></ol>'],
  ['words in place of an element', '<p>a<b>b</b></p>', '<p>ab</p>'],
  ['another attribute', '<a href="https://a.example">a</a>', '<a href="https://b.example">a</a>'],
  ['everything', '<h1>a</h1><p>b</p>', 'c<hr><p class="x">d</p>e']
])('%s', (_, before, after) => {
  const shown = body(before);
  become(shown, body(after));
  expect(shown.innerHTML).toBe(body(after).innerHTML);
});

test('what says the same stays the very thing that it was', () => {
  const shown = body('<h1>a</h1><div><p>b</p><p>c</p></div><p>d</p>');
  const before = [...shown.querySelectorAll('*')];
  become(shown, body('<h1>a</h1><div><p>b</p><p>other</p></div><p>d</p>'));
  expect([...shown.querySelectorAll('*')].every((element, n) => element === before[n])).toBe(true);
  expect(shown.textContent).toBe('abotherd');
});

test.each([
  ['', 'a', 0, 0, 'a'],
  ['a', '', 0, 1, ''],
  ['abc', 'abxc', 2, 0, 'x'],
  ['aaa', 'aaaa', 3, 0, 'a'],
  ['aaaa', 'aa', 2, 2, ''],
  ['abc', 'axc', 1, 1, 'x'],
  ['abab', 'ab', 2, 2, '']
])('from “%s” to “%s” only what differs is written', (before, after, from, gone, come) => {
  const shown = document.createTextNode(before);
  const wrote = vi.spyOn(shown, 'replaceData');
  reword(shown, after);
  expect(shown.data).toBe(after);
  expect(wrote.mock.calls).toEqual([[from, gone, come]]);
  reword(shown, after);
  expect(wrote).toHaveBeenCalledOnce();
});
