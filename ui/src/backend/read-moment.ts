import { backend } from '$backend/index';

/** Reads a time as the person wrote it, in their own zone unless it says UTC; nothing for nothing. */
export async function readMoment(text: string, future = false): Promise<number | null> {
  return text.trim() ? backend.call('read_time', { text, future }) : null;
}
