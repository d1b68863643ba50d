import type { Nag, NoticeView } from '$backend/bindings';

/** The frame of the window already shows these on a banner, and counts down to them. */
const SHOWN_ELSEWHERE: (Nag | null)[] = ['update_overdue'];

/** Notices to say on screen, oldest first: unread, and come after the last one seen. */
export const news = (notices: NoticeView[], seen: number): NoticeView[] =>
  notices.filter(({ id, read, nag }) => !read && id > seen && !SHOWN_ELSEWHERE.includes(nag)).toReversed();
