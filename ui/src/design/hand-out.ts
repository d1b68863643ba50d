/** An update in the words that are taken to a channel. */
interface Words {
  subject: string;
  markdown: string;
  plain: string;
  short: string;
}

/** What is copied for a channel. A status page knows markup; wherever else it would only be in the way. */
export function textFor({ subject, markdown, plain, short }: Words, channel: string | null): string {
  if (channel === 'status_page') return markdown;
  // A chat has no field for it: whatever sends there writes it above the words.
  if (channel === 'chat') return `${subject}\n\n${plain}`;
  return channel === 'social_media' ? short : plain;
}
