export const words = {
  filter: 'Type to narrow',
  nothing: 'Nothing matches. Type less or something else.',
  noMatch: 'Nothing matches.',
  more: (count: number) => `${count} more. Type to narrow.`
};
