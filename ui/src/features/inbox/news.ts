import type { Nag, NoticeView } from '$backend/bindings';
import { allActions } from '$design/keys';
import { go } from '$route/here.svelte';

/** The frame of the window already shows these on a banner, and counts down to them. */
const SHOWN_ELSEWHERE: (Nag | null)[] = ['update_overdue'];

/** Notices to say on screen, oldest first: unread, and come after the last one seen. */
export const news = (notices: NoticeView[], seen: number): NoticeView[] =>
  notices.filter(({ id, read, nag }) => !read && id > seen && !SHOWN_ELSEWHERE.includes(nag)).toReversed();

/** Goes to what a notice is about, if that is a place: an incident, or the list behind the sync chip. */
export function follow(notice: NoticeView): boolean {
  if (notice.hub) {
    const list = allActions().find(({ id }) => id === 'sync');
    list?.run();
    return list !== undefined;
  }
  if (notice.incident === null) return false;
  go({ at: 'incident', id: notice.incident });
  return true;
}
