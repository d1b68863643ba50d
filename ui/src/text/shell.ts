export const product = 'Allclear';
export const skip = 'Skip to content';
export const mainNavigation = 'Main';
export const search = 'Search or run…';
export const declare = 'Declare';
export const board = 'Board';
export const inbox = 'Inbox';
export const settings = 'Settings';
export const active = 'Active';
export const noneActive = 'None active';
export const onThisLaptop = 'On this laptop';
export const onThisLaptopMore = 'Everything is saved on this laptop. No hub is connected.';
export const fold = 'Fold the sidebar';
export const unfold = 'Unfold the sidebar';
export const open = 'Open';
export const unclassified = 'Not classified';
export const everywhere = 'Everywhere';
export const goTo = 'Go to';
export const unread = (count: number) => `${count} unread`;
export const nextUpdate = (label: string) => `${label}, next update`;

export const actions = {
  palette: 'Search or run a command',
  declare: 'Declare an incident',
  help: 'Show all keys',
  board: 'Go to the board',
  inbox: 'Go to the inbox',
  settings: 'Open settings',
  fold: 'Fold or unfold the sidebar',
  nextRegion: 'Next part of the window',
  previousRegion: 'Previous part of the window',
  active: (position: number) => `Open active incident ${position}`
};

export const updateOverdue = (label: string, late: string) => `${label}: update overdue by ${late}`;
export const updatesOverdue = (count: number, label: string, late: string) =>
  `${count} updates overdue, ${label} longest, by ${late}`;
export const soonSpoken = (label: string) => `${label}: update due soon`;
export const overdueSpoken = (label: string) => `${label}: update overdue`;

export const unreachable = 'Allclear does not answer. What you see may be old; it comes back by itself.';

/** As window managers show it: the dot first, because titles are cut at the end. */
export const windowTitle = (label: string, severity: string, left: string | null, late: boolean) =>
  left === null
    ? `● ${label} ${severity} · ${product}`
    : late
      ? `● ${label} ${severity} · update ${left} overdue`
      : `● ${label} ${severity} · update in ${left}`;
export const drill = 'Drill';
