export const words = {
  product: 'Allclear',
  skip: 'Skip to content',
  mainNavigation: 'Main',
  notice: 'Notice',
  search: 'Search or run…',
  declare: 'Declare',
  board: 'Board',
  inbox: 'Inbox',
  outbox: 'Outbox',
  actionItems: 'Action items',
  settings: 'Settings',
  active: 'Active',
  more: (count: number) => `${count} more on the board`,
  workspaceNamed: (name: string) => `Workspace: ${name}`,
  joinWorkspace: 'Join another workspace…',
  workspaceSettings: 'Workspace settings',
  reviews: 'Reviews due',
  reviewsOfYours: 'Reviews that wait for you',
  steps: { draft: 'draft', meeting: 'meeting', publication: 'publication' },
  stepOf: (label: string, step: string) => `${label}, ${step} of the review`,
  moreReviews: (count: number) => (count === 1 ? '1 more review' : `${count} more reviews`),
  notApproved: (audience: string) => `Not approved: ${audience}`,
  notApprovedMore: 'Allclear was closed or loaded anew within the five seconds. Nothing was written. Approve it again.',
  promised: 'Still owed',
  promisedStill: 'Incidents that are over where somebody still waits',
  noneActive: 'None active',
  fold: 'Fold the sidebar',
  unfold: 'Unfold the sidebar',
  open: 'Open',
  dismiss: 'Got it',
  warRoom: 'War room',
  comms: 'Comms',
  customers: 'Customers',
  brief: 'Brief',
  review: 'Review',
  unclassified: 'Not classified',
  everywhere: 'Everywhere',
  goTo: 'Go to',
  unread: (count: number) => `${count} unread`,

  actions: {
    palette: 'Search or run a command',
    declare: 'Declare an incident',
    help: 'Show all keys',
    board: 'Go to the board',
    inbox: 'Go to the inbox',
    outbox: 'Go to the outbox',
    actionItems: 'Go to the action items',
    settings: 'Open settings',
    section: { channels: 'Open the channels', 'status-page': 'Open the status page' },
    import: 'Import past incidents',
    fold: 'Fold or unfold the sidebar',
    nextRegion: 'Next part of the window',
    previousRegion: 'Previous part of the window',
    active: (position: number) => `Open active incident ${position}`
  },

  updateOverdue: (label: string, late: string) => `${label}: update overdue by ${late}`,
  promiseOverdue: (label: string, late: string) => `${label}: promise to a customer overdue by ${late}`,
  updatesOverdue: (count: number, label: string, late: string) =>
    `${count} incidents owe an update or a promise, ${label} longest, by ${late}`,
  soonSpoken: (label: string) => `${label}: update due soon`,
  overdueSpoken: (label: string) => `${label}: update overdue`,

  unreachable: 'Allclear does not answer. What you see may be old; it comes back by itself.',

  /** As window managers show it: the dot first, because titles are cut at the end. */
  windowTitle: (label: string, severity: string, next: { what: string; text: string; late: boolean } | null) =>
    next === null
      ? `● ${label} ${severity} · ${words.product}`
      : next.late
        ? `● ${label} ${severity} · ${next.what} ${next.text} overdue`
        : `● ${label} ${severity} · ${next.what} in ${next.text}`,
  update: 'update',
  promise: 'promise',
  drill: 'Drill'
};
