import { describe, expect, it } from 'vitest';
import type { NoticeView } from '$backend/bindings';
import { news } from './news';

const notice = (id: number, change: Partial<NoticeView> = {}): NoticeView => ({
  id,
  incident: null,
  hub: false,
  nag: 'no_manager',
  title: 'INC-~a3f1 Checkout is slow',
  text: 'Nobody is in command.',
  at: id,
  read: false,
  ...change
});

describe('what is said on screen', () => {
  it.each([
    ['is what came since, oldest first', [notice(3), notice(2), notice(1)], 1, [2, 3]],
    ['is not what was read elsewhere', [notice(2, { read: true })], 1, []],
    ['is not what the banner says', [notice(2, { nag: 'update_overdue' })], 1, []],
    ['is nothing on an empty inbox', [], 0, []]
  ])('%s', (_, notices, seen, ids) => expect(news(notices, seen).map(({ id }) => id)).toEqual(ids));
});
