export const words = {
  title: 'Allclear is locked',
  lead: 'Your passphrase opens the key of this laptop. Nothing is read or sent before that.',
  passphrase: 'Passphrase',
  open: 'Open',
  opening: 'Opening…',
  forgotten:
    'Nobody can restore a passphrase. What you wrote is on this laptop and at your hub; move the folder of the keys away, and a new key signs from then on.'
};
