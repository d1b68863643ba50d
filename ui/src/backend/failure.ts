import { words } from '$text/failure';

/** The only error that crosses from Rust: a code to branch on, a sentence for the person, perhaps a hint. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string | null = null
  ) {
    super(message);
    this.name = 'Failure';
  }
}

/** Makes a Failure of whatever was thrown or sent. What is not one of ours gets a sentence that a person can use. */
export function failureFrom(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown) {
    const { code, message } = thrown;
    const hint = 'hint' in thrown && typeof thrown.hint === 'string' ? thrown.hint : null;
    if (typeof code === 'string' && typeof message === 'string') return new Failure(code, message, hint);
  }
  return new Failure('unknown', words.unknown, words.unknownHint);
}

/** With which words something was refused, and what to do about it. */
export function sentence(thrown: unknown): string {
  const { message, hint } = failureFrom(thrown);
  return hint ? `${message} ${hint}` : message;
}
