import { defaultKeymap } from '@codemirror/commands';
import { defineLanguageFacet, HighlightStyle, Language, syntaxHighlighting } from '@codemirror/language';
import { EditorState, RangeSet, StateEffect, StateField, type Range, type Transaction } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  keymap,
  placeholder,
  WidgetType,
  type DecorationSet,
  type ViewUpdate
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { parser } from '@lezer/markdown';
import type { ChartView, EntryRef, Evidence, LintView, WordChange } from '$backend/bindings';
import type { SharedDocument } from '$backend/shared-document';
import { difference } from '$backend/text-change';
import { utcStamp } from '$design/time';
import { words } from '$text/review';
import { added, fade, FADES_AFTER, fromDocument, marked, ofOthers, setMarks, type Kind } from './marks';

interface Options {
  parent: ShadowRoot;
  shared: SharedDocument;
  section: string;
  label: string;
  hint: string;
  onfocus: () => void;
  oncaret: (at: number | null) => void;
  oncite: () => void;
  onraise: () => void;
  onremark: (kind: 'comment' | 'suggestion') => void;
}

/** Another person's caret. */
export interface Caret {
  name: string;
  at: number;
}

/** A passage of which something was said. */
export interface Marked {
  from: number;
  to: number;
  kind: 'comment' | 'suggestion';
  chosen: boolean;
}

/** The editor of one section. */
export interface Editor {
  view: EditorView;
  /** What the references stand for. */
  known: (known: Known) => void;
  findings: (found: LintView[]) => void;
  carets: (carets: Caret[]) => void;
  remarks: (remarks: Marked[]) => void;
  /** What is selected; where nothing is, the sentence around the caret. */
  selected: () => { from: number; to: number };
  /** Marks what others wrote while nobody was looking, where the text still is what these changes lead to. */
  missed: (changes: WordChange[]) => void;
  /** Somebody is asked to look at what others wrote apart: until they have, what others wrote stays marked. */
  asked: (on: boolean) => void;
  /** Puts a reference where the caret is, in place of what is selected or of the brackets that asked for it. */
  cite: (reference: string) => void;
  /** Goes on in the same text, opened anew: the caret stays where it is in its sentence. */
  goOn: (opened: SharedDocument) => void;
  destroy: () => void;
}

const REFERENCE = /\[\[(?:([0-9a-f]{32})|(chart\/[a-z-]+)|(?:took|told|kept)\/[a-z0-9/._-]+)\]\]/g;

/** A reference, told as the record stands now. */
class Cited extends WidgetType {
  constructor(
    readonly entry: EntryRef,
    readonly known: Evidence | undefined
  ) {
    super();
  }
  override eq(other: Cited): boolean {
    return other.entry === this.entry && JSON.stringify(other.known) === JSON.stringify(this.known);
  }
  override toDOM(): HTMLElement {
    const chip = document.createElement('span');
    const gone = !this.known || this.known.standing !== 'stands';
    chip.className = gone ? 'cited gone' : 'cited';
    chip.textContent = this.known
      ? `${utcStamp(this.known.at, Date.now())} ${this.known.text}${this.known.standing === 'retracted' ? ` (${words.takenBack})` : ''}`
      : words.gone;
    if (this.known) chip.title = this.known.by;
    return chip;
  }
}

/** A chart, drawn by Rust as the record stands now. */
class Charted extends WidgetType {
  constructor(
    readonly name: string,
    readonly known: ChartView | undefined
  ) {
    super();
  }
  override eq(other: Charted): boolean {
    return other.name === this.name && other.known?.svg === this.known?.svg;
  }
  override toDOM(): HTMLElement {
    const chart = document.createElement('span');
    chart.className = this.known ? 'charted' : 'cited gone';
    if (!this.known) chart.textContent = words.noChart;
    else {
      const drawn = new DOMParser().parseFromString(this.known.svg, 'image/svg+xml').documentElement;
      const title = document.createElement('span');
      title.textContent = this.known.title;
      chart.append(title, document.importNode(drawn, true));
    }
    return chart;
  }
}

/** A figure, computed by Rust as the record stands now. */
class Counted extends WidgetType {
  constructor(
    readonly name: string,
    readonly said: string | null | undefined
  ) {
    super();
  }
  override eq(other: Counted): boolean {
    return other.name === this.name && other.said === this.said;
  }
  override toDOM(): HTMLElement {
    const chip = document.createElement('span');
    chip.className = this.said ? 'cited figure' : 'cited gone';
    chip.textContent = this.said ?? words.noFigure;
    chip.title = words.figure;
    return chip;
  }
}

class CaretOf extends WidgetType {
  constructor(readonly name: string) {
    super();
  }
  override eq(other: CaretOf): boolean {
    return other.name === this.name;
  }
  override toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.className = 'caret';
    caret.dataset['name'] = this.name;
    caret.ariaHidden = 'true';
    return caret;
  }
}

/** What references stand for, as the record has it now. */
export interface Known {
  evidence: Map<EntryRef, Evidence>;
  charts: Map<string, ChartView>;
  /** By their names; null where the record does not say. */
  figures: Map<string, string | null>;
}
const nothing: Known = { evidence: new Map(), charts: new Map(), figures: new Map() };

const drawAnew = StateEffect.define();

/** What stands for the references between two places. */
function chips({ doc }: EditorState, known: Known, from = 0, to = doc.length): Range<Decoration>[] {
  return [...doc.sliceString(from, to).matchAll(REFERENCE)].map(({ index, 0: whole, 1: entry, 2: chart }) => {
    const widget = entry
      ? new Cited(entry, known.evidence.get(entry))
      : chart
        ? new Charted(whole, known.charts.get(whole))
        : new Counted(whole, known.figures.get(whole));
    return Decoration.replace({ widget }).range(from + index, from + index + whole.length);
  });
}

/** The references once more where something was typed: a reference is within one line, and a text may have many. */
function retold(drawn: DecorationSet, { changes, state }: Transaction, known: Known): DecorationSet {
  let retold = drawn.map(changes);
  changes.iterChangedRanges((_from, _to, from, to) => {
    const [filterFrom, filterTo] = [state.doc.lineAt(from).from, state.doc.lineAt(to).to];
    retold = retold.update({
      filterFrom,
      filterTo,
      filter: () => false,
      add: chips(state, known, filterFrom, filterTo)
    });
  });
  return retold;
}

/** The references as they are drawn. What they stand for is asked when they are. */
const references = (known: () => Known) =>
  StateField.define<DecorationSet>({
    create: (state) => Decoration.set(chips(state, known())),
    update: (drawn, transaction) => {
      if (transaction.effects.some((effect) => effect.is(drawAnew)))
        return Decoration.set(chips(transaction.state, known()));
      return transaction.docChanged ? retold(drawn, transaction, known()) : drawn;
    },
    provide: (field) => [
      EditorView.decorations.from(field),
      EditorView.atomicRanges.of((view) => view.state.field(field))
    ]
  });

const markdown = new Language(defineLanguageFacet(), parser, [], 'markdown');
const looks = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.monospace, fontFamily: 'var(--font-mono)', fontSize: '0.9em' },
  { tag: tags.link, color: 'var(--accent)' },
  { tag: tags.processingInstruction, color: 'var(--text3)' }
]);

const theme = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  // Names of those who write stand above their line, also above the first.
  '.cm-scroller': {
    overflow: 'visible',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--t-reading)',
    lineHeight: '1.6'
  },
  '.cm-content': { padding: '4px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 8px' },
  '.cm-placeholder': { color: 'var(--text3)' },
  '.cited': {
    padding: '1px 6px',
    border: '1px solid var(--border)',
    borderRadius: 'var(--r-sm)',
    background: 'var(--raised)',
    color: 'var(--accent)',
    fontSize: '0.9em',
    fontWeight: '500'
  },
  '.charted': {
    display: 'block',
    margin: '4px 0',
    padding: '6px 8px',
    border: '1px solid var(--border)',
    borderRadius: 'var(--r-md)',
    background: 'var(--raised)',
    fontSize: 'var(--t-xs)',
    fontWeight: '500'
  },
  '.charted svg': { display: 'block', width: '100%', maxWidth: '40rem' },
  // A number is not torn from its unit.
  '.cited.figure': { whiteSpace: 'nowrap' },
  '.cited.gone': { color: 'var(--text2)', borderStyle: 'dashed' },
  '.finding': {
    background: 'var(--medium-bg)',
    textDecoration: 'underline wavy var(--medium-fill)',
    textUnderlineOffset: '3px'
  },
  '.comment': { borderBottom: '2px solid var(--accent)' },
  '.suggestion': { borderBottom: '2px dashed var(--accent)' },
  '.chosen': { background: 'var(--selected)' },
  '.merged': { background: 'var(--selected)', boxShadow: '0 2px 0 var(--accent)' },
  '.caret': { borderLeft: '2px solid var(--accent)', marginLeft: '-1px', marginRight: '-1px', position: 'relative' },
  '.caret::after': {
    content: 'attr(data-name)',
    position: 'absolute',
    left: '-2px',
    top: '-1.15em',
    padding: '0 4px',
    borderRadius: '3px',
    background: 'var(--accent)',
    color: 'var(--on-accent)',
    fontSize: '0.6875rem',
    lineHeight: '1.1rem',
    whiteSpace: 'nowrap'
  }
});

/** The sentence of a line in which a place is. */
function sentence(line: { from: number; text: string }, at: number): { from: number; to: number } {
  for (const { index, 0: words } of line.text.matchAll(/[^.!?]+[.!?]*/g)) {
    const from = line.from + index + words.search(/\S|$/);
    const to = line.from + index + words.trimEnd().length;
    if (at <= to && to > from) return { from, to };
  }
  return { from: at, to: at };
}

/** What is typed to choose something to cite. */
const ASKS = '[[';
const asks = (state: EditorState) => {
  const { head } = state.selection.main;
  return state.sliceDoc(Math.max(0, head - ASKS.length), head) === ASKS;
};

/** Puts what is typed in place of what is selected. */
function overSelection(event: InputEvent, view: EditorView): boolean {
  if (event.inputType !== 'insertText' || event.data === null || view.composing) return false;
  if (view.state.readOnly || view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
  return true;
}

/** Opens a section of a document for writing. Its style lies in the shadow root: the window's policy allows no other. */
export function edit(options: Options): Editor {
  const { section, parent } = options;
  let { shared } = options;
  let known = nothing;
  const citations = references(() => known);
  /** Does what a key is for. The editor tells a moment late that it has the focus, and the key is for this one. */
  const here = (act: () => void) => {
    options.onfocus();
    act();
    return true;
  };
  const write = (update: ViewUpdate) => {
    if (update.docChanged && !update.transactions.some((each) => each.annotation(fromDocument))) {
      const changes: { from: number; gone: number; text: string }[] = [];
      update.changes.iterChanges((from, to, _from, _to, text) =>
        changes.push({ from, gone: to - from, text: text.toString() })
      );
      shared.edit(section, changes);
    }
    if (update.transactions.some((each) => each.isUserEvent('input.type')) && asks(update.state)) options.oncite();
    if (update.focusChanged && update.view.hasFocus) options.onfocus();
    if (update.docChanged || update.selectionSet || update.focusChanged)
      options.oncaret(update.view.hasFocus ? update.state.selection.main.head : null);
  };
  const view = new EditorView({
    root: parent,
    parent,
    state: EditorState.create({
      doc: shared.textOf(section),
      extensions: [
        keymap.of([
          // The document's own undo takes back what was written here, and nothing that others wrote.
          { key: 'Mod-z', run: () => (shared.undo(), true), shift: () => (shared.redo(), true) },
          { key: 'Mod-y', run: () => (shared.redo(), true) },
          { key: 'Mod-e', run: () => here(options.oncite) },
          { key: 'Mod-Alt-a', run: () => here(options.onraise) },
          { key: 'Mod-Alt-m', run: () => here(() => options.onremark('comment')) },
          { key: 'Mod-Alt-s', run: () => here(() => options.onremark('suggestion')) },
          ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')
        ]),
        markdown,
        syntaxHighlighting(looks),
        EditorView.lineWrapping,
        citations,
        Object.values(marked),
        theme,
        placeholder(options.hint),
        // The browser would keep the look of the first letter that goes, by a style that the window's policy refuses.
        EditorView.domEventHandlers({ beforeinput: overSelection }),
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'true', dir: 'auto' }),
        EditorView.updateListener.of(write)
      ]
    })
  });
  let asked = false;
  const fading = new Set<number>();
  /** Marks what others write under somebody's eyes. It is not marked for long: they saw it come. */
  function marking() {
    const mark = ofOthers();
    const timer = window.setTimeout(() => {
      fading.delete(timer);
      if (!asked) view.dispatch({ effects: fade.of(mark) });
    }, FADES_AFTER);
    fading.add(timer);
    return fromDocument.of(mark);
  }
  const hear = () =>
    shared.onOthers(section, (changes, here) =>
      view.dispatch({
        changes: changes.map(({ from, gone, text }) => ({ from, to: from + gone, insert: text })),
        annotations: here ? fromDocument.of('here') : marking()
      })
    );
  let forget = hear();
  /** Most keys leave the marks of most sections as they are: an editor that is told so draws itself anew all the same. */
  const set = (kind: Kind, ranges: Range<Decoration>[]) => {
    const marks = Decoration.set(ranges, true);
    if (!RangeSet.eq([marks], [view.state.field(marked[kind])]))
      view.dispatch({ effects: setMarks.of({ kind, marks }) });
  };
  const within = (at: number) => Math.min(at, view.state.doc.length);
  return {
    view,
    known: (come) => {
      known = come;
      // It comes anew with every few letters, and seldom tells a reference otherwise.
      const drawn = Decoration.set(chips(view.state, known));
      if (!RangeSet.eq([drawn], [view.state.field(citations)])) view.dispatch({ effects: drawAnew.of(null) });
    },
    findings: (found) =>
      set(
        'lint',
        found
          .filter(({ from, to, silenced }) => to > from && silenced === null && to <= view.state.doc.length)
          .map(({ from, to, name }) =>
            Decoration.mark({ class: 'finding', attributes: { title: name } }).range(from, to)
          )
      ),
    carets: (carets) =>
      set(
        'carets',
        carets.map(({ name, at }) => Decoration.widget({ widget: new CaretOf(name), side: 1 }).range(within(at)))
      ),
    remarks: (remarks) =>
      set(
        'remarks',
        remarks
          .filter(({ from, to }) => to > from && to <= view.state.doc.length)
          .map(({ from, to, kind, chosen }) =>
            Decoration.mark({ class: chosen ? `${kind} chosen` : kind }).range(from, to)
          )
      ),
    selected: () => {
      const { from, to, head } = view.state.selection.main;
      return to > from ? { from, to } : sentence(view.state.doc.lineAt(head), head);
    },
    missed: (changes) => set('merged', added(changes, view.state.doc.toString())),
    asked: (on) => {
      asked = on;
      if (!on) set('merged', []);
    },
    cite: (reference) => {
      const { from: at, to } = view.state.selection.main;
      const from = at === to && asks(view.state) ? at - ASKS.length : at;
      const before = view.state.sliceDoc(Math.max(0, from - 1), from);
      const insert = `${before && !/\s/.test(before) ? ' ' : ''}${reference}`;
      view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length } });
      view.focus();
    },
    goOn: (opened) => {
      if (opened === shared) return;
      const { anchor, head } = view.state.selection.main;
      const found = (at: number) => opened.foundIn(section, shared.pointerIn(section, at));
      const [from, to] = [found(anchor), found(head)];
      forget();
      shared = opened;
      forget = hear();
      const [before, now] = [view.state.doc.toString(), shared.textOf(section)];
      const differs = difference(before, now);
      view.dispatch({
        changes: { from: differs.from, to: differs.from + differs.gone, insert: now.slice(differs.from, differs.to) },
        // A place that is not in it stays where the letters around it are.
        ...(from !== null && to !== null ? { selection: { anchor: from, head: to } } : {}),
        annotations: marking()
      });
    },
    destroy: () => {
      forget();
      fading.forEach((timer) => window.clearTimeout(timer));
      view.destroy();
    }
  };
}
