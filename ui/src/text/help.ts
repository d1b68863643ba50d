export const words = {
  title: 'Keys',
  everyAction: 'Every one of these is also in the palette.',
  singleKeysOff: 'Single letters are switched off in Settings, Keys.'
};
