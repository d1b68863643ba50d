export const words = {
  hints: {
    none: 'Whoever copies your files has the key too. A passphrase locks it; Allclear then asks for it at every start.',
    set: 'Allclear asks for it at every start. Nobody can restore it.'
  },
  set: 'Set a passphrase…',
  change: 'Change…',
  remove: 'Take it away…',
  current: 'Passphrase until now',
  chosen: 'New passphrase',
  chosenHint: 'At least 10 characters. Four or five words are easy to remember.',
  again: 'The same once more',
  differs: 'The two are not the same.',
  cancel: 'Cancel',
  doSet: 'Lock the key',
  doChange: 'Change passphrase',
  doRemove: 'Take passphrase away',
  didSet: 'Your passphrase locks the key from now on',
  didChange: 'The new passphrase counts from now on',
  didRemove: 'The key lies in a file that only you can read'
};
