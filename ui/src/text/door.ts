export const title = 'Open Allclear from its own address';
export const explanation =
  'When Allclear starts without a display it prints an address that works once. Open that address here. If it was used already, start Allclear again for a new one.';
export const retry = 'Try again';
