import { failureFrom } from './failure';
import { backend } from './index';

/** Reads a time as the person wrote it, in their own zone unless it says UTC; nothing for nothing. */
export async function readMoment(text: string, future = false): Promise<number | null> {
  return text.trim() ? backend.call('read_time', { text, future }) : null;
}

/** What a text says while it is typed: a moment, nothing yet, or why it is none. */
export interface MomentRead {
  at: number | null;
  error?: string;
}

/** The same for a field that shows at once what was understood. */
export async function understand(text: string, future = false): Promise<MomentRead> {
  try {
    return { at: await readMoment(text, future) };
  } catch (thrown) {
    return { at: null, error: failureFrom(thrown).message };
  }
}
