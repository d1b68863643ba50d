/** An update in the words that are taken to a channel. */
interface Words {
  markdown: string;
  plain: string;
  short: string;
}

/** What is copied for a channel. A status page knows markup; wherever else it would only be in the way. */
export function textFor({ markdown, plain, short }: Words, channel: string | null): string {
  if (channel === 'status_page') return markdown;
  return channel === 'social_media' ? short : plain;
}
