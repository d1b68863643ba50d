import type {
  AsideView,
  Audience,
  BehindView,
  ComponentChoice,
  ComponentState,
  ComponentWish,
  DraftView,
  EntryRef,
  Form,
  IncidentId,
  Occasion,
  PreviewView,
  Proof,
  SettledView,
  Unsent,
  UpdateView
} from '$backend/bindings';
import { Failure, failureFrom } from '$backend/failure';
import { inTurn } from '$backend/in-turn';
import { backend } from '$backend/index';
import { latest } from '$backend/latest';
import { SharedText } from '$backend/shared-text';
import { difference } from '$backend/text-change';
import { ticker } from '$design/ticker.svelte';
import { words } from '$text/comms';
import { caretTo, fromEnd, keepingPlace } from './caret';
import { foundIn, holesIn } from './found';
import { literally } from './literally';

const MINUTE = 60_000;
/** No update is longer. */
export const LONGEST = 20_000;
/** What is typed is proofread once its writer pauses so long; whoever does not pause hears every so often. */
const PAUSE = 120;
const SELDOM = 600;

/** The draft for one audience of one incident, as people write it together. */
export class Composing {
  readonly incident: IncidentId;
  readonly audience: Audience;
  occasion = $state<Occasion>('investigating');
  text = $state('');
  /** Under which the text is known to everybody who writes in it. */
  name = $state('');
  nextIn = $state<number | null>(null);
  /** When it was said elsewhere, as typed, and as it was read; nothing for what is said now. */
  when = $state('');
  #at: number | null = null;
  /** Minutes after which this audience hears by the cadence. */
  cadence = $state<number | null>(null);
  keptAt = $state<number | null>(null);
  preview = $state.raw<PreviewView>();
  /** What there is to say of it. That follows the preview: nobody who types waits for it. */
  proof = $state.raw<Proof>();
  /** The text that the proof is of. */
  #proved = $state('');
  readonly found = $derived.by(() => foundIn(this.text, this.proof, this.#proved));
  readonly holes = $derived.by(() => holesIn(this.text, this.proof, this.#proved));
  failure = $state.raw<Failure>();
  /** Why nobody has proofread what is on screen. It stays until somebody has: that the text can be looked at says nothing of it. */
  unproofed = $state.raw<Failure>();
  /** Why what was written last is on this screen alone. */
  unkept = $state.raw<Failure>();
  /** Why what others wrote last is not on this screen. */
  unheard = $state.raw<Failure>();
  /** Something was written on top of what has not come yet. */
  waits = $state(false);
  /** So many changes of others cannot be read. */
  refused = $state(0);
  /** Words of a laptop that was copied while a page was open on it. */
  aside = $state.raw<AsideView[]>([]);
  /** The components of the status page that it may speak of. */
  choices = $state.raw<ComponentChoice[]>([]);
  /** How the writer wants them to be shown; until they say so, as what they stand for suggests. */
  states = $state<Record<string, ComponentState | null>>({});
  /** The review that its writer lets it go without. */
  leftOut = $state<EntryRef | null>(null);
  /** What stands in the drafts before this one and is part of no update. */
  behind = $state.raw<BehindView[]>([]);
  /** The proposal that this draft takes the place of. */
  replaces = $state<EntryRef | null>(null);
  /** Where the text is written, while it is on screen. */
  area: HTMLTextAreaElement | undefined;
  #shared: SharedText | undefined;
  /** Two that were opened at once would leave one that nobody closes. */
  readonly #inTurn = inTurn();
  /** Nobody is here any more. */
  #left = false;
  /** It has to be opened anew. */
  #stale = false;
  /** It says what the template says: another occasion begins from its own. */
  #fresh = false;
  /** It was proposed here, and whatever is written next belongs in another draft. */
  #proposed = false;
  /** What others wrote, while a letter is being put together from several keys. */
  #held: (() => void)[] | undefined;
  #form: Form;
  /** Since when somebody has typed without a pause; null while nobody does. */
  #typing: number | null = null;
  #timer = 0;
  readonly #look: () => Promise<void>;
  readonly #proofread: () => Promise<void>;

  /** `form` is the one in which the text is looked at. */
  constructor(incident: IncidentId, audience: Audience, form: Form) {
    this.incident = incident;
    this.audience = audience;
    this.#form = form;
    const asking = (ask: () => Promise<void>, failed: (failure: Failure) => void) =>
      latest(() => ask().catch((thrown: unknown) => failed(failureFrom(thrown))));
    this.#look = asking(
      async () => {
        this.preview = await this.#ask(this.text);
        this.failure = undefined;
      },
      (failure) => (this.failure = failure)
    );
    this.#proofread = asking(
      async () => {
        const text = this.text;
        this.proof = await backend.call('proofread', { incident, unsent: this.#unsent(text), at: this.#at });
        this.#proved = text;
        this.unproofed = undefined;
      },
      (failure) => (this.unproofed = failure)
    );
  }

  /** When the writer wants the next update to come, in whole minutes. What the text says comes before it. */
  get nextDue(): number | null {
    const from = this.#at ?? Date.now();
    return this.nextIn === null ? null : Math.ceil((from + this.nextIn * MINUTE) / MINUTE) * MINUTE;
  }

  /** It was said then, and what it promises counts from then. */
  saidAt(at: number | null): void {
    if (at === this.#at) return;
    this.#at = at;
    void this.#changed();
  }

  #unsent(text: string): Unsent {
    const { audience, occasion, nextDue: next_due, said: components } = this;
    return { audience, occasion, text, next_due, components };
  }

  #ask(text: string): Promise<PreviewView> {
    return backend.call('preview', {
      incident: this.incident,
      unsent: this.#unsent(text),
      form: this.#form,
      at: this.#at
    });
  }

  /** Looks at the text in another form. */
  showAs(form: Form): void {
    if (form === this.#form) return;
    this.#form = form;
    if (this.#shared) void this.#look();
  }

  /** Something is otherwise than it was: how it looks now, and what there is to say of it. */
  async #changed(): Promise<void> {
    if (!this.#shared) return;
    const looked = this.#look();
    if (this.#typing === null) return void (await Promise.all([looked, this.#proofread()]));
    window.clearTimeout(this.#timer);
    const left = this.#typing + SELDOM - performance.now();
    this.#timer = window.setTimeout(() => void this.#paused(), Math.min(PAUSE, Math.max(0, left)));
    await looked;
  }

  async #paused(): Promise<void> {
    this.#typing = null;
    await this.#proofread();
  }

  /** What it says of components; what says that it is over says nothing of them. */
  get said(): ComponentWish[] {
    if (this.occasion === 'resolved' || this.occasion === 'post_mortem_published') return [];
    return this.choices.flatMap(({ component }) => {
      const state = this.states[component];
      return state ? [{ component, state }] : [];
    });
  }

  /** The review that goes with it: the one that is on screen. */
  get attached(): EntryRef | null {
    const review = this.occasion === 'post_mortem_published' ? this.preview?.review?.review : undefined;
    return review === undefined || review === this.leftOut ? null : review;
  }

  /** Says how a component does, or nothing of it. */
  sayOf(component: string, state: ComponentState | null): void {
    this.states[component] = state;
    void this.#look();
  }

  async #draft(occasion: Occasion | null): Promise<DraftView> {
    const view = await backend.call('draft', { incident: this.incident, audience: this.audience, occasion });
    // What comes of it comes in behind a letter that is being put together.
    if (this.#held) await new Promise<void>((go) => this.#held?.push(go));
    return view;
  }

  /** Fetches what was written, or the template of an occasion. */
  load(occasion: Occasion | null): Promise<DraftView> {
    return this.#inTurn(async () => {
      // What was typed last is part of it.
      await this.#shared?.send();
      const view = await this.#draft(occasion);
      await this.#open(view);
      return view;
    });
  }

  readonly #anew = latest(async () => {
    if (!this.#stale) return;
    try {
      await this.load(null);
    } catch (thrown) {
      this.unheard = failureFrom(thrown);
    }
  });

  async #open(view: DraftView): Promise<void> {
    const [before, early] = [this.#shared, this.#shared ? '' : this.text];
    if (this.#left && !early) return;
    const opened = new SharedText(this.incident, view.name, view.text, {
      changed: (here) => {
        this.#read();
        if (!here) this.keptAt = ticker.now;
        void this.#changed();
      },
      sent: () => {
        if (this.#shared === opened) this.keptAt = ticker.now;
        this.unkept = undefined;
      },
      unsent: (thrown) => (this.unkept = failureFrom(thrown)),
      heard: () => {
        this.unheard = undefined;
        // It was to be opened anew and could not be.
        if (this.#stale && !this.#held) void this.#anew();
      },
      unheard: (thrown) => (this.unheard = failureFrom(thrown)),
      begun: () => {
        this.#stale = true;
        if (this.#held) this.#held.push(() => void this.#anew());
        else void this.#anew();
      },
      around: (merge) => (this.#held ? this.#held.push(merge) : this.#keepingPlace(merge))
    });
    this.choices = view.components;
    this.behind = view.behind;
    for (const { component, suggested } of view.components)
      if (!(component in this.states)) this.states[component] = suggested;
    this.#fresh = false;
    this.#proposed = false;
    this.unheard = undefined;
    this.name = view.name;
    this.cadence = view.cadence;
    this.keptAt = view.kept_at;
    this.#stale = false;
    this.#keepingPlace(() => {
      this.#shared = opened;
      this.#read();
    });
    if (early) this.#putBehind(early);
    await Promise.all([before?.close(), this.#left ? opened.close() : this.#changed()]);
  }

  /** What was typed before the draft came stands behind it, and the caret stays in it. */
  #putBehind(early: string): void {
    const left = fromEnd(this.area);
    this.write(this.text ? `${this.text}\n\n${early}` : early);
    if (left !== undefined) caretTo(this.area, this.text.length - left);
  }

  #read(): void {
    const shared = this.#shared;
    if (!shared) return;
    const minutes = shared.value('next_in');
    this.text = shared.text;
    this.waits = shared.waits;
    this.refused = shared.refused;
    this.aside = shared.aside;
    this.occasion = (shared.value('occasion') as Occasion | null) ?? this.occasion;
    this.nextIn = typeof minutes === 'number' ? minutes : null;
  }

  /**
   * This audience may have been told something: what is written next is another draft then. Whoever wrote here goes on,
   * unless it was they who proposed it.
   */
  async catchUp(): Promise<void> {
    const shared = this.#shared;
    const goesOn = () => shared?.wroteHere === true && !this.#proposed;
    if (!shared || goesOn() || this.replaces !== null) return;
    await this.#inTurn(async () => {
      const view = await this.#draft(null);
      if (this.#shared !== shared || goesOn()) return;
      if (view.name === shared.name) this.behind = view.behind;
      else await this.#open(view);
    });
  }

  /** What somebody wrote on in an earlier draft comes behind this text, or is left out. */
  async takeOver({ name }: BehindView, taken: boolean): Promise<void> {
    const shared = this.#shared;
    if (!shared) return;
    if (taken) {
      await shared.writeDown();
      await shared.settle();
    }
    await backend.call('take_up_draft', { incident: this.incident, name, into: taken ? shared.name : null });
    if (this.#shared === shared) this.behind = this.behind.filter((each) => each.name !== name);
  }

  write(text: string): void {
    // No text has more characters than units.
    if (text.length > LONGEST && text.length > this.text.length && [...text].length > LONGEST) return this.refuse(text);
    this.#fresh = false;
    if (this.#shared) this.#shared.write(text);
    else this.text = text;
  }

  /** Somebody is writing it, key by key. */
  type(text: string): void {
    this.#typing ??= performance.now();
    this.write(text);
  }

  /** Says why so much is no update. What stands there stays. */
  refuse(text: string): void {
    void this.#ask(text).catch((thrown: unknown) => (this.failure = failureFrom(thrown)));
  }

  setNext(minutes: number | null): void {
    if (this.#shared) this.#shared.set('next_in', minutes);
    else void this.#inTurn(async () => this.#shared?.set('next_in', minutes));
  }

  /** Another occasion begins from its template, unless somebody has written here: then only the occasion changes. */
  setOccasion(occasion: Occasion): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#proposed || !this.#shared?.begun) return this.#open(await this.#draft(occasion));
      if (this.#fresh) return this.#begin(await this.#draft(occasion));
      this.#shared.set('occasion', occasion);
    });
  }

  /** Begins with the template of an occasion, in place of what was written. It can be taken back like anything written. */
  async beginWith(occasion: Occasion): Promise<void> {
    this.#begin(await this.#draft(occasion));
  }

  /** Begins anew from the template, in place of what was written. */
  async startAfresh(): Promise<void> {
    this.replaces = null;
    await this.#inTurn(async () => {
      const view = await this.#draft(this.occasion);
      if (view.name !== this.#shared?.name || !view.text.begun) return this.#open(view);
      this.#begin(view);
    });
  }

  #begin({ template }: DraftView): void {
    this.#shared?.set('occasion', template.occasion);
    this.#shared?.set('next_in', template.next_in);
    this.#shared?.write(template.text);
    this.#fresh = true;
  }

  /** What was proposed is written anew, unless somebody has begun to write something else here. Whether it is. */
  async improve(update: UpdateView): Promise<boolean> {
    const { kept_at, draft, template } = await this.load(update.occasion);
    const same = draft.text === template.text || draft.text === literally(update.exact);
    const may = kept_at === null || same;
    if (may) this.takeUp(update);
    return may;
  }

  /** What was proposed is written anew, in place of what was written here. It can be taken back like anything written. */
  takeUp(update: UpdateView): void {
    this.replaces = update.update;
    this.#shared?.set('occasion', update.occasion);
    // What was proposed is words by now; braces in it are no gaps.
    this.write(literally(update.exact));
  }

  /** Takes back, or does again, what was written here last, and nothing that others wrote. */
  undo(again: boolean): void {
    const before = this.text;
    if (again) this.#shared?.redo();
    else this.#shared?.undo();
    if (before === this.text) return;
    caretTo(this.area, difference(before, this.text).to);
  }

  /** Words that stand in no text come in at the caret, or are left out for everybody. */
  async settleAside({ key, words }: AsideView, taken: boolean): Promise<void> {
    const [shared, area] = [this.#shared, this.area];
    if (!shared) return;
    if (taken) {
      const at = area?.selectionEnd ?? this.text.length;
      const text = this.text.slice(0, at) + words + this.text.slice(at);
      this.write(text);
      // So much is no update, and why is said.
      if (shared.text !== text) return;
      caretTo(area, at + words.length);
    }
    shared.set(key, taken ? 'in' : 'out');
    await shared.send();
  }

  /** A letter is being put together from several keys: what others write comes in behind it. */
  hold(): void {
    this.#held ??= [];
  }

  letGo(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    if (held.length) this.#keepingPlace(() => held.forEach((merge) => merge()));
  }

  #keepingPlace(change: () => void): void {
    if (this.#shared) keepingPlace(this.area, this, change);
    else change();
  }

  /** Where the caret is, for the others; null for who does not write. */
  pointer(offset: number): string | null {
    return this.#shared?.pointer(offset) ?? null;
  }

  /** Where in the text somebody else is. */
  whereIs(pointer: string): number | null {
    return this.#shared?.found(pointer) ?? null;
  }

  /** What was typed in the last moment is kept before the person goes elsewhere. */
  async leave(): Promise<void> {
    window.clearTimeout(this.#timer);
    this.#left = true;
    this.area = undefined;
    this.letGo();
    await this.#shared?.close();
  }

  /** It was proposed: what is written next is another update. */
  proposed(): void {
    this.#proposed = true;
    this.replaces = null;
    this.keptAt = null;
    this.when = '';
    this.saidAt(null);
  }

  refresh(): Promise<void> {
    return this.#changed();
  }

  /** The words and the promise as they would leave now. They are the log's: what is on this screen is written down first,
   * and what somebody else wrote in the same moment is no part of it unseen. What was said elsewhere at a time promises
   * from then on. Before it is proposed, `noted` says in the draft how far that goes. */
  async settled(
    told?: Promise<number | null>
  ): Promise<SettledView & { at: number | null; noted: () => Promise<void> }> {
    const shared = this.#shared;
    const reach = shared?.reach ?? '';
    const seen = { occasion: this.occasion, text: this.text, next_in: this.nextIn };
    if (!shared) throw new Error('nothing was opened to be settled');
    // What is approved leaves now, and what is on screen counts from when it was said.
    if (!told && this.when.trim()) throw new Failure('told', words.toldAlready, words.toldAlreadyHint);
    const at = (await told) ?? null;
    this.#fresh ||= !shared.begun;
    await shared.writeDown();
    if (this.unkept) throw this.unkept;
    const { incident, audience } = this;
    const settled = await backend.call('settle_draft', { incident, audience, name: shared.name, seen, at });
    return { ...settled, at, noted: () => shared.proposed(reach) };
  }
}
