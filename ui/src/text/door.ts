export const words = {
  title: 'Open Allclear from its own address',
  explanation:
    'When Allclear starts without a display it prints an address that works once. Open that address here. If it was used already, start Allclear again for a new one.',
  retry: 'Try again'
};
