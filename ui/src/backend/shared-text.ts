import type { IncidentId, TextView } from './bindings';
import { SharedDocument, type Hears, type Place } from './shared-document';
import { difference } from './text-change';

/** The name of the text among what belongs to it. */
const TEXT = 'text';

/** A document with one text. */
export class SharedText extends SharedDocument {
  constructor(incident: IncidentId, name: string, view: TextView, hears: Hears) {
    super(incident, name, view, hears);
    this.onOthers(TEXT, () => {});
  }

  get text(): string {
    return this.textOf(TEXT);
  }

  /** Says this text instead. What both have in common at either end stays, so that others go on writing there. */
  write(text: string): void {
    const before = this.text;
    if (text === before) return;
    const { from, gone, to } = difference(before, text);
    this.edit(TEXT, [{ from, gone, text: text.slice(from, to) }]);
  }

  pointer(offset: number): string {
    return this.pointerIn(TEXT, offset);
  }

  found(pointer: string): number | null {
    return this.foundIn(TEXT, pointer);
  }

  place(offset: number): Place {
    return this.placeIn(TEXT, offset);
  }
}
