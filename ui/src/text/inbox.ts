export const words = {
  title: 'Inbox',
  notices: 'Notices',
  unread: (count: number) => `${count} unread`,
  allRead: 'All read',
  markAll: 'Mark all read',
  isUnread: 'Unread',
  empty: 'Nothing to tell',
  emptyText:
    'Updates that fall due, roles that nobody holds and decisions to revisit are announced here and on your desktop.',
  failed: 'The inbox could not be read',
  retry: 'Try again',
  open: 'Open',
  several: (count: number) => `${count} new notices`,
  severalHint: 'They are in the inbox.',
  keys: {
    group: 'Inbox',
    down: 'Next notice',
    up: 'Previous notice',
    open: 'Open the selected notice',
    markAll: 'Mark all notices read'
  },
  hints: { move: 'move', open: 'open', markAll: 'mark all read' }
};
