import { Annotation, StateEffect, StateField, type Range } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import type { WordChange } from '$backend/bindings';

export type Kind = 'lint' | 'carets' | 'merged' | 'remarks';
export const setMarks = StateEffect.define<{ kind: Kind; marks: DecorationSet }>();

/** A mark of its own for what others wrote at one time, so that it can go by itself. */
export const ofOthers = () => Decoration.mark({ class: 'merged' });
/** What others wrote in front of somebody's eyes stays marked so long, in milliseconds. */
export const FADES_AFTER = 6_000;
/** Takes the mark from what others wrote at one time. */
export const fade = StateEffect.define<Decoration>();

/**
 * Tells what came from the document, taken back here or written by others, with the mark for it: it is not written there
 * once more.
 */
export const fromDocument = Annotation.define<Decoration | 'here'>();

/** Where in the text after these changes the added words stand; none where the text says something else by now. */
export function added(changes: WordChange[], text: string): Range<Decoration>[] {
  const after = changes.filter(({ type }) => type !== 'removed');
  if (after.map((change) => change.text).join('') !== text) return [];
  let at = 0;
  return after.flatMap(({ type, text: { length } }) => {
    at += length;
    return type === 'added' ? [ofOthers().range(at - length, at)] : [];
  });
}

/** Marks of one kind, which stay with their words until they are set anew. */
const marks = (kind: Kind) =>
  StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update: (drawn, transaction) => {
      let moved = drawn.map(transaction.changes);
      for (const effect of transaction.effects) {
        if (effect.is(setMarks) && effect.value.kind === kind) return effect.value.marks;
        if (effect.is(fade)) moved = moved.update({ filter: (_from, _to, mark) => mark !== effect.value });
      }
      const mark = transaction.annotation(fromDocument);
      if (kind !== 'merged' || !mark || mark === 'here') return moved;
      const come: Range<Decoration>[] = [];
      transaction.changes.iterChangedRanges((_from, _to, from, to) => {
        if (to > from) come.push(mark.range(from, to));
      });
      return moved.update({ add: come, sort: true });
    },
    provide: (field) => EditorView.decorations.from(field)
  });

export const marked: Record<Kind, StateField<DecorationSet>> = {
  merged: marks('merged'),
  remarks: marks('remarks'),
  lint: marks('lint'),
  carets: marks('carets')
};
