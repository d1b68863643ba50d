/** Only what a browser opens; everything else is text to copy. */
export const isWeb = (target: string): boolean => /^https?:\/\//i.test(target);

/** An address as people say it: without the scheme. */
export const spoken = (target: string): string => target.replace(/^https?:\/\//i, '').replace(/\/$/, '');
