export const words = {
  title: 'Search or run a command',
  placeholder: 'Type a command, an incident, or words from a note',
  results: 'Results',
  groups: {
    recent: 'Recent',
    run: 'Run',
    go: 'Go to',
    active: 'Active incidents',
    reviews: 'Published reviews',
    found: 'Found in incidents'
  },
  nothing: 'Nothing found',
  nothingHint: 'Titles, notes, decisions and published reviews of all incidents are searched.',
  searchFailed: 'Search does not answer.',
  openLabel: (label: string) => `Open ${label}`,
  move: 'move',
  open: 'open',
  close: 'close',
  hints: 'Keys'
};
