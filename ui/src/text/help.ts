export const words = {
  title: 'Keys',
  everyAction: 'The palette runs these by name, and also what has no key.',
  singleKeysOff: 'Single letters are switched off in Settings, Keys.'
};
