export const words = {
  title: 'Allclear is locked',
  lead: 'Your passphrase opens the key of this laptop. Nothing is read or sent before that.',
  passphrase: 'Passphrase',
  open: 'Open',
  opening: 'Opening…',
  forgotten:
    'Nobody can restore a passphrase. What you wrote is still on this laptop: without the folder of its keys, Allclear starts with a new key.'
};
