export const unknown = 'That did not work.';
export const unknownHint = 'Try again. If it fails again, the log in Settings, Advanced says more.';
export const unreachable = 'Allclear does not answer.';
export const unreachableHint = 'It may have been closed. Start it again; nothing that was saved is lost.';
export const noSession = 'This page is not connected to Allclear.';
export const updatedAgo = (ago: string) => `Last updated ${ago}`;
