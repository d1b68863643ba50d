const MODIFIERS = /^(Shift|Control|Alt|AltGraph|Meta|CapsLock|Dead|Process|Unidentified)$/;

/** What was pressed, in the syntax of the registry of keys; null while only a modifier is held. */
export function keysFrom(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>
): string | null {
  if (MODIFIERS.test(event.key)) return null;
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const letter = /^[\p{L}\p{N}]$/u.test(key);
  const held = [
    event.ctrlKey || event.metaKey ? '$mod' : null,
    event.altKey ? 'Alt' : null,
    // Of a sign such as ? Shift is a part, on some keyboards.
    event.shiftKey && (letter || key.length > 1) ? 'Shift' : null
  ];
  return [...held.filter((each) => each !== null), key].join('+');
}
