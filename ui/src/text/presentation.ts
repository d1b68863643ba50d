/** A review as it is shown to people in a room. */
export const words = {
  screen: 'Presentation',
  open: 'Present',
  page: (nth: number, of: number) => `${nth} of ${of}`,
  overview: 'Overview',
  unknown: 'Unknown',
  actions: 'Action items',
  action: 'Action',
  noActions: 'No action items.',
  owner: 'Owner',
  due: 'Due',
  state: 'State',
  noDate: 'No date',
  late: 'late',
  nobody: 'Nobody yet',
  noPromises: 'Nothing that was promised has come due.',
  drill: 'Drill',
  asOf: (when: string) => `as of ${when}`,
  next: 'Next page',
  previous: 'Previous page',
  print: 'Print',
  close: 'Close',
  keys: {
    open: 'Present the review',
    next: 'Next page',
    previous: 'Previous page',
    first: 'First page',
    last: 'Last page',
    print: 'Print all pages',
    close: 'Close the presentation'
  }
};
