import { backend } from './index';

/** Runs the import of a file, and tells how far it is: from 0 to 1. */
export async function heard<T>(token: string, onpart: (part: number) => void, run: () => Promise<T>): Promise<T> {
  const deaf = backend.onProgress((at) => {
    if (at.token === token && at.of > 0) onpart(at.done / at.of);
  });
  try {
    return await run();
  } finally {
    deaf();
  }
}
