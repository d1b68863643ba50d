export const words = {
  unknown: 'That did not work.',
  unknownHint: 'Try again. If it fails again, the log in Settings, Advanced says more.',
  unreachable: 'Allclear does not answer.',
  unreachableHint: 'It may have been closed. Start it again; nothing that was saved is lost.',
  noSession: 'This page is not connected to Allclear.',
  updatedAgo: (ago: string) => `Last updated ${ago}`
};
