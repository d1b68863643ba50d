import type { HandOut, Channel } from '$backend/bindings';

/** What is copied for a channel. A status page knows markup; wherever else it would only be in the way. */
export function textFor({ markdown, plain, short }: HandOut, channel: Channel | null): string {
  if (channel === 'status_page') return markdown;
  return channel === 'social_media' ? short : plain;
}
