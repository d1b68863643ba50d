// Made from the Rust types by `cargo xtask bindings`. Do not edit.

/** Every command the UI may call, with what goes in and what comes out. */
export interface Commands {
  start: { args: Record<string, never>; result: Start };
  asked_for: { args: Record<string, never>; result: IncidentId | null };
  introduce: { args: { name: string, workspace: string, zone: string | null }; result: Start };
  rail: { args: Record<string, never>; result: RailView };
  board: { args: { query: BoardRequest }; result: BoardView };
  room: { args: { incident: IncidentId }; result: RoomView };
  declare: { args: { command: Command }; result: Done };
  execute: { args: { incident: IncidentId, command: Command }; result: Done };
  comms: { args: { incident: IncidentId }; result: CommsView };
  draft: { args: { incident: IncidentId, audience: Audience, occasion: Occasion | null }; result: DraftView };
  write_draft: { args: { incident: IncidentId, audience: Audience, draft: Draft }; result: null };
  text: { args: { incident: IncidentId, name: string, held: string | null }; result: TextView };
  take_up_draft: { args: { incident: IncidentId, name: string, into: string | null }; result: null };
  edit_text: { args: { incident: IncidentId, name: string, updates: Array<string> }; result: null };
  review: { args: { incident: IncidentId }; result: ReviewView };
  begin_review: { args: { incident: IncidentId, template: string }; result: ReviewView };
  outline_review: { args: { incident: IncidentId, template: string }; result: ReviewView };
  review_process: { args: { incident: IncidentId }; result: ProcessView };
  review_changes: { args: { incident: IncidentId, entries: Array<EntryRef> }; result: Array<SectionChange> };
  review_alone: { args: { incident: IncidentId, entries: Array<EntryRef> }; result: Array<SectionChange> | null };
  edited_twice: { args: { incident: IncidentId, entries: Array<EntryRef> }; result: Array<TwiceView> };
  look_at_review: { args: { incident: IncidentId, entries: Array<EntryRef> }; result: null };
  review_version: { args: { incident: IncidentId, nth: number }; result: Array<SectionChange> };
  meeting: { args: { incident: IncidentId }; result: MeetingView };
  presentation: { args: { incident: IncidentId }; result: PresentationView };
  remarks: { args: { incident: IncidentId, name: string }; result: Array<RemarkView> };
  comment: { args: { incident: IncidentId, name: string, passage: Passage, text: string }; result: Array<RemarkView> };
  answer_comment: { args: { incident: IncidentId, name: string, to: EntryRef, text: string }; result: Array<RemarkView> };
  resolve_comment: { args: { incident: IncidentId, name: string, comment: EntryRef, resolved: boolean }; result: Array<RemarkView> };
  suggest_change: { args: { incident: IncidentId, name: string, passage: Passage, update: string }; result: Array<RemarkView> };
  decide_change: { args: { incident: IncidentId, name: string, suggestion: EntryRef, accepted: boolean }; result: Array<RemarkView> };
  public_review: { args: { incident: IncidentId, wish: ReleaseWish | null }; result: ReleaseView };
  release_review: { args: { incident: IncidentId, wish: ReleaseWish, seen: string }; result: Done };
  written_review: { args: { incident: IncidentId, review: EntryRef }; result: string };
  review_page: { args: { incident: IncidentId }; result: string };
  related: { args: { incident: IncidentId }; result: Array<RelatedView> };
  preview: { args: { incident: IncidentId, unsent: Unsent, form: Form, at: Millis | null }; result: PreviewView };
  proofread: { args: { incident: IncidentId, unsent: Unsent, at: Millis | null }; result: Proof };
  settle_draft: { args: { incident: IncidentId, audience: Audience, name: string, seen: Draft, at: Millis | null }; result: SettledView };
  customers: { args: { incident: IncidentId }; result: CustomersView };
  find_customers: { args: { words: string, most: number | null }; result: Array<CustomerView> };
  preview_customers: { args: { token: string, columns: Array<CustomerColumn> | null }; result: CustomerListDraft };
  import_customers: { args: { token: string, columns: Array<CustomerColumn> | null }; result: CustomerListReport };
  brief: { args: { incident: IncidentId }; result: BriefView };
  templates: { args: Record<string, never>; result: TemplatesView };
  channels: { args: Record<string, never>; result: ChannelsView };
  set_channel_secret: { args: { destination: DestinationId, secret: string | null, shown_to: string }; result: ChannelsView };
  set_own_network: { args: { lines: string }; result: ChannelsView };
  remind_by_mail: { args: { destination: DestinationId | null }; result: ChannelsView };
  test_channel: { args: { destination: DestinationId }; result: ChannelsView };
  entrust_channel: { args: { destination: DestinationId, secret: string | null, shown_to: string }; result: ChannelsView };
  test_at_hub: { args: { destination: DestinationId }; result: ChannelsView };
  actions: { args: Record<string, never>; result: ActionsView };
  action_history: { args: { incident: IncidentId, action: EntryRef }; result: ActionHistory };
  remind: { args: { owner: PersonId | null }; result: string };
  outbox: { args: Record<string, never>; result: OutboxView };
  status_page: { args: Record<string, never>; result: StatusPageView };
  page_drift: { args: Record<string, never>; result: PageDriftView };
  look_at_page: { args: Record<string, never>; result: PageDriftView };
  mend_page: { args: Record<string, never>; result: PageDriftView };
  subscribers: { args: { after: string }; result: SubscribersView };
  add_subscribers: { args: { lines: string }; result: AddedView };
  remove_subscriber: { args: { name: string }; result: null };
  similar: { args: { title: string }; result: Array<BoardLine> };
  suggest: { args: { answers: Array<Answer> }; result: SeverityId | null };
  read_time: { args: { text: string, future: boolean }; result: Millis };
  book: { args: Record<string, never>; result: BookView };
  edit: { args: { edit: Edit }; result: Done };
  new_person: { args: { name: string }; result: Done };
  search: { args: { text: string }; result: Array<HitView> };
  find: { args: { label: string }; result: IncidentId | null };
  inbox: { args: Record<string, never>; result: InboxView };
  read_notice: { args: { id: number | null }; result: InboxView };
  quiet: { args: Record<string, never>; result: Quiet };
  set_quiet: { args: { quiet: Quiet }; result: Quiet };
  test_notification: { args: Record<string, never>; result: null };
  preview_import: { args: { token: string, mapping: ImportMapping }; result: ImportDraft };
  run_import: { args: { token: string, mapping: ImportMapping }; result: ImportReport };
  cancel_import: { args: { token: string }; result: null };
  link_target: { args: { incident: IncidentId, entry: EntryRef }; result: string };
  check_log: { args: Record<string, never>; result: LogView };
  key: { args: Record<string, never>; result: KeyView };
  change_passphrase: { args: { old: string, new: string | null }; result: KeyView };
  sync: { args: Record<string, never>; result: SyncView };
  sync_again: { args: Record<string, never>; result: SyncView };
  offer_again: { args: { series: Series }; result: SyncView };
  rule: { args: { held: number, ruling: Ruling }; result: SyncView };
  write_again: { args: { series: Series }; result: SyncView };
  join: { args: { link: string, name: string | null }; result: Joined };
  take_over: { args: { link: string, name: string | null }; result: Joined };
  leave_hub: { args: Record<string, never>; result: null };
  adoption_code: { args: Record<string, never>; result: string };
  devices: { args: Record<string, never>; result: DevicesView };
  revoke_device: { args: { device: number }; result: null };
  appoint: { args: { person: PersonId, role: MemberRole }; result: null };
  withdraw_invitation: { args: { invitation: number }; result: null };
  invite: { args: { role: MemberRole, uses: number, hours: number, person: PersonId | null }; result: InvitationView };
  attend: { args: { incident: IncidentId, here: boolean }; result: null };
  point: { args: { incident: IncidentId, caret: Caret | null }; result: null };
  presence: { args: { incident: IncidentId }; result: PresenceView };
  workspaces: { args: Record<string, never>; result: Array<WorkspaceView> };
  open_workspace: { args: { workspace: WorkspaceId }; result: null };
  import_workspace: { args: { workspace: WorkspaceId }; result: ImportDraft };
}

/**
 * One customer in an incident.
 */
export type AccountView = { id: CustomerId, name: string, tier: string | null, 
/**
 * The band of what they pay in a year.
 */
arr: string | null, impact: CustomerImpact, owner: PersonId | null, owner_name: string | null, contact: Contact, 
/**
 * When the earliest promise to them is due.
 */
due: Millis | null, 
/**
 * When their agreement says that they hear from us.
 */
answer_due: Millis | null, last_told: Millis | null, last_channel: Channel | null, offered: Array<string>, 
/**
 * In which they told us, each once, newest first.
 */
tickets: Array<string>, promises: Array<PromiseView>, 
/**
 * What the executives were asked for them.
 */
asks: Array<CustomerAskView>, 
/**
 * Newest first.
 */
history: Array<SaidView>, };

/**
 * What became of one action item.
 */
export type ActionHistory = { 
/**
 * What it came from.
 */
from: Evidence | null, 
/**
 * What was changed, oldest first.
 */
steps: Array<Followed>, };

/**
 * What is asked of the action items of a priority.
 */
export type ActionLimit = { 
/**
 * By when they have to be done.
 */
due: DueRule, 
/**
 * Days from the day on which one is raised until it is over, whatever date was set since: a date can be moved again and
 * again, this cannot.
 */
days: number, };

/**
 * One action item and the incident that it comes from.
 */
export type ActionLine = { 
/**
 * The incident.
 */
incident: IncidentId, 
/**
 * What people call it.
 */
label: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Whether that was an exercise.
 */
drill: boolean, 
/**
 * Whether only some may know of it: what leaves Allclear says nothing of what it was.
 */
private: boolean, 
/**
 * Whether the incident is over, so that a late action nags.
 */
over: boolean, 
/**
 * Names of the services that were affected.
 */
services: Array<string>, 
/**
 * The teams that answer for them.
 */
teams: Array<string>, 
/**
 * Who sees to it that the actions of this incident get done.
 */
tracker: string | null, 
/**
 * What has to be done.
 */
action: ActionView, 
/**
 * Whether its date has passed.
 */
late: boolean, 
/**
 * Whether it takes longer than its priority allows, whatever its date says.
 */
overlong: boolean, };

/**
 * How far an action item is.
 */
export type ActionState = "open" | "doing" | "done" | "dropped";

/**
 * How many action items there are of what people ask about.
 */
export type ActionTally = { 
/**
 * They have to be done.
 */
open: number, 
/**
 * Of these: their date has passed.
 */
late: number, 
/**
 * Of these: they take longer than their priority allows.
 */
overlong: number, 
/**
 * Of these: nobody could follow them.
 */
incomplete: number, 
/**
 * Raised in the time that is counted.
 */
raised: number, 
/**
 * Done in that time.
 */
done: number, 
/**
 * Of these: within the days that their priority allows.
 */
in_limit: number, 
/**
 * Dropped in that time.
 */
dropped: number, };

/**
 * What an action item is to achieve.
 */
export type ActionType = "prevent" | "detect" | "mitigate" | "process";

/**
 * An action item.
 */
export type ActionView = { id: EntryRef, text: string, kind: ActionType, priority: Priority, 
/**
 * The date that somebody set.
 */
due: Millis | null, 
/**
 * By when it has to be done, where it follows from the priority too.
 */
due_at: Millis | null, 
/**
 * Until when it may take by its priority.
 */
allowed_until: Millis, owner: PersonId | null, owner_name: string | null, 
/**
 * The entry that it came from.
 */
from: EntryRef | null, 
/**
 * Where it is followed in another tracker.
 */
ticket: Ticket | null, state: ActionState, reason: string | null, 
/**
 * What it lacks before anybody can follow it.
 */
lacks: Array<string>, 
/**
 * When it came into this state.
 */
since: Millis, by: string, at: Millis, };

/**
 * Every action item that has to be done, and what was done or dropped lately.
 */
export type ActionsView = { 
/**
 * The most urgent first; what is done or dropped last.
 */
lines: Array<ActionLine>, 
/**
 * What a management review begins with.
 */
tally: ActionTally, 
/**
 * What is asked of each priority.
 */
limits: Array<LimitView>, 
/**
 * Since when the tally counts what was raised, done and dropped.
 */
since: Millis, 
/**
 * The person at this laptop.
 */
me: PersonId, };

/**
 * What became of some that were added.
 */
export type AddedView = { 
/**
 * How many are new.
 */
added: number, 
/**
 * What was no address.
 */
refused: Array<string>, };

/**
 * To whom something is owed.
 */
export type Addressee = { "type": "audience", 
/**
 * Which.
 */
audience: Audience, } | { "type": "customer", 
/**
 * Their id.
 */
customer: CustomerId, 
/**
 * Their name.
 */
name: string, 
/**
 * The promise.
 */
promise: EntryRef, };

/**
 * Something to talk about.
 */
export type AgendaItem = { 
/**
 * What it is called.
 */
topic: Topic, 
/**
 * What it is.
 */
kind: AgendaKind, 
/**
 * What is said about it so far; empty where that is nothing.
 */
blocks: Array<BlockView>, 
/**
 * For how many milliseconds it was talked about before what is going on now.
 */
spent: number, 
/**
 * Since when it is talked about.
 */
since: Millis | null, 
/**
 * Milliseconds that it has, if all are to have the same.
 */
share: number, };

/**
 * What an item of the agenda is.
 */
export type AgendaKind = "section" | "remark" | "decision" | "question";

/**
 * One answered question of the severity guideline.
 */
export type Answer = { 
/**
 * The question as it was asked.
 */
question: string, 
/**
 * The answer that was chosen.
 */
answer: string, };

/**
 * What the executives said.
 */
export type AnswerLine = { 
/**
 * In words.
 */
text: string, 
/**
 * Who of them.
 */
by: string | null, 
/**
 * When.
 */
at: Millis, };

/**
 * What was answered.
 */
export type AnsweredLine = { entry: EntryRef, text: string, by: string, };

/**
 * Somebody agreed.
 */
export type ApprovalView = { entry: EntryRef, by: string, at: Millis, 
/**
 * Whether they read what it says now.
 */
current: boolean, 
/**
 * Whether their word counts: nobody approves their own work.
 */
counts: boolean, };

/**
 * Words of a laptop that was copied while a page was open on it. They stand in no text.
 */
export type AsideView = { 
/**
 * The entry that holds them.
 */
entry: EntryRef, 
/**
 * Who wrote them.
 */
by: string, 
/**
 * When.
 */
at: Millis, 
/**
 * The words.
 */
words: string, 
/**
 * The value of the document by which somebody says what becomes of them.
 */
key: string, };

/**
 * Something asked of the executives.
 */
export type AskLine = { 
/**
 * Its name.
 */
ask: EntryRef, 
/**
 * What.
 */
question: string, 
/**
 * When it was asked.
 */
asked_at: Millis, 
/**
 * By when it is needed.
 */
needed_by: Millis | null, 
/**
 * What they said, who and when.
 */
answer: AnswerLine | null, };

/**
 * Somebody was asked.
 */
export type AskedView = { 
/**
 * Who; nobody in particular where the task names nobody.
 */
who: string | null, 
/**
 * When.
 */
at: Millis, };

/**
 * What the hub said of a destination.
 */
export type AtHubView = { 
/**
 * Whether it was given a secret.
 */
kept: boolean, 
/**
 * Why it cannot send there, with the way out; none where it can.
 */
missing: string | null, 
/**
 * How its last attempt went.
 */
last: LastTry | null, };

/**
 * A review as it was written down for the public, that goes with an update.
 */
export type AttachedReview = { 
/**
 * The entry that holds it, by which it is named.
 */
review: EntryRef, 
/**
 * What it is called.
 */
title: string, 
/**
 * Who wrote it down.
 */
by: string, 
/**
 * When.
 */
at: Millis, };

/**
 * Somebody who is there or could be.
 */
export type AttendeeView = { person: PersonId, name: string, };

/**
 * Who hears an update.
 */
export type Audience = "public" | "employees" | "executives" | "customers" | "social";

/**
 * One audience.
 */
export type AudienceView = { 
/**
 * Which.
 */
audience: Audience, 
/**
 * Whether what it hears leaves the house.
 */
outside: boolean, 
/**
 * When it hears next.
 */
due: Millis | null, 
/**
 * Every how many minutes it hears, where it does.
 */
every: number | null, 
/**
 * What it heard, newest first.
 */
told: Array<ToldView>, 
/**
 * A first announcement that this severity calls for is written and waits to be looked at.
 */
prepared: boolean, 
/**
 * The channels by which it is reached.
 */
channels: Array<Channel>, };

/**
 * What is to be done next about a review, and who is asked to see to it.
 */
export type Awaited = { 
/**
 * Which step.
 */
step: ReviewStep, 
/**
 * By when.
 */
at: Millis, 
/**
 * Whose it is; everybody's where nobody is named.
 */
people: Array<PersonId>, };

/**
 * What gave a review its sections.
 */
export type BegunWith = { 
/**
 * The template.
 */
template: string, 
/**
 * What it was called then.
 */
name: string, };

/**
 * Words that somebody wrote in a draft after it was proposed.
 */
export type BehindView = { 
/**
 * The name of that draft.
 */
name: string, 
/**
 * The words, each stretch on a line of its own.
 */
words: string, };

/**
 * What stands below one another: nothing that a page could run or be led by.
 */
export type BlockView = { "type": "paragraph", "is": Array<SpanView> } | { "type": "list", "is": Array<Array<BlockView>> } | { "type": "counted", "is": Array<Array<BlockView>> } | { "type": "quote", "is": Array<BlockView> } | { "type": "code", "is": string } | { "type": "rule" };

/**
 * One incident on the board, with names.
 */
export type BoardLine = { 
/**
 * The Incident Manager's name.
 */
manager_name: string | null, 
/**
 * Milliseconds before its deadline at which an update begins to press.
 */
soon: number, 
/**
 * The same for a step of its review.
 */
review_soon: number, 
/**
 * Its stream's id.
 */
id: IncidentId, 
/**
 * What people call it: `INC-1234`, or provisional `INC-~a3f1`.
 */
label: string, 
/**
 * What is wrong.
 */
title: string, 
/**
 * Whom it hurts.
 */
kind: Kind, 
/**
 * How bad, if somebody has said.
 */
severity: Severity | null, 
/**
 * How far.
 */
stage: Stage, 
/**
 * An exercise.
 */
drill: boolean, 
/**
 * Only for those named.
 */
private: boolean, 
/**
 * The Incident Manager.
 */
manager: PersonId | null, 
/**
 * Names of the affected services.
 */
services: Array<string>, 
/**
 * Customers affected.
 */
customers: number | null, 
/**
 * Since when users feel it.
 */
impact_started: Millis | null, 
/**
 * Until when they felt it.
 */
mitigated: Millis | null, 
/**
 * When it was declared, or else first written down.
 */
opened: Millis, 
/**
 * When it was resolved.
 */
resolved: Millis | null, 
/**
 * Who waits to hear from us, earliest first.
 */
countdowns: Array<Countdown>, 
/**
 * Values that two people set at once and nobody has settled.
 */
torn: number, 
/**
 * The latest moment that anything in it is dated to. Where that is still to come, a fast clock wrote it, and only the
 * record says when the next update is due.
 */
dated: Millis, 
/**
 * What is to be done next about its review, once responders are done.
 */
review: Awaited | null, };

/**
 * What the board should show.
 */
export type BoardRequest = { 
/**
 * Words in title, number, service or Incident Manager.
 */
filter: string | null, 
/**
 * Of this severity only.
 */
severity: SeverityId | null, 
/**
 * Of this kind only.
 */
kind: Kind | null, 
/**
 * Those this person manages.
 */
mine: boolean, 
/**
 * Those of whose review a step is due soon or late.
 */
reviews: boolean, 
/**
 * In which order.
 */
sort: BoardSort, };

/**
 * Orders of the board.
 */
export type BoardSort = "urgency" | "age" | "severity" | "title";

/**
 * The board: at most 100 rows a group.
 */
export type BoardView = { 
/**
 * Responders are at it.
 */
active: Array<BoardLine>, 
/**
 * Waiting for people, not for a fix.
 */
review: Array<BoardLine>, 
/**
 * Over.
 */
closed: Array<BoardLine>, 
/**
 * How many there are of each, filtered or not.
 */
counts: CountsView, 
/**
 * What it can be narrowed to, worst first.
 */
severities: Array<Severity>, };

/**
 * The book as Settings shows it.
 */
export type BookView = { workspace: string, people: Array<PersonView>, services: Array<CatalogueView>, severities: Array<SeverityView>, action_limits: Array<LimitView>, guideline: Array<Question>, nags: Array<NagView>, templates: Array<TemplateView>, 
/**
 * What reviews begin with, in the order in which they are offered.
 */
review_templates: Array<ReviewTemplateView>, 
/**
 * What the record can say at the beginning of a section.
 */
review_fills: Array<FillView>, fields: Array<FieldSettings>, roles: Array<RoleSettings>, checklists: Array<ChecklistSettings>, 
/**
 * Every IANA zone, for choosing.
 */
zones: Array<string>, };

/**
 * A brief.
 */
export type Brief = { 
/**
 * Which one: 1 is the first that the executives get.
 */
number: number, 
/**
 * The title.
 */
title: string, 
/**
 * What people call the incident.
 */
label: string, 
/**
 * How bad.
 */
severity: Severity | null, 
/**
 * A drill says so.
 */
drill: boolean, 
/**
 * When it was made.
 */
at: Millis, 
/**
 * The state in one or two sentences: what was approved and told last, or where it stands.
 */
lead: string, 
/**
 * When that was told.
 */
lead_as_of: Millis | null, 
/**
 * Long enough ago to say so.
 */
lead_stale: boolean, 
/**
 * Facts with their ages.
 */
lines: Array<BriefLine>, 
/**
 * What is being done.
 */
doing: Array<string>, 
/**
 * What they were asked.
 */
asks: Array<AskLine>, 
/**
 * When they hear next, once they have this one.
 */
next: Millis | null, 
/**
 * The Incident Manager.
 */
manager: string | null, 
/**
 * The chat channel.
 */
channel: string | null, 
/**
 * What differs from the one before; none in the first, and where nobody asked.
 */
difference: Difference | null, };

/**
 * One fact.
 */
export type BriefLine = { 
/**
 * What it is about.
 */
label: string, 
/**
 * What is known; none is printed as unknown.
 */
value: string | null, 
/**
 * Where it was read, as whoever stated it said.
 */
source: string | null, 
/**
 * When it was true or recorded.
 */
as_of: Millis | null, 
/**
 * Old enough to say so.
 */
stale: boolean, 
/**
 * Two people say different things about it.
 */
torn: boolean, };

/**
 * The executive brief.
 */
export type BriefView = { 
/**
 * It.
 */
brief: Brief, 
/**
 * Its text form.
 */
text: string, 
/**
 * The same as the draft of an update.
 */
draft: string, 
/**
 * What that update is for, as things stand now.
 */
occasion: Occasion, 
/**
 * How many characters the text form has, and how many fit.
 */
length: number, 
/**
 * The limit of the text form.
 */
limit: number, };

/**
 * Who sends.
 */
export type By = "hub" | "laptop";

/**
 * A destination that nothing goes to by itself from here.
 */
export type ByHand = { 
/**
 * What it is called.
 */
name: string, 
/**
 * Why not, with the way out.
 */
why: string, };

/**
 * How often each audience hears from us, in minutes; none means only when there is news.
 */
export type Cadence = { 
/**
 * From declaration to the first public notice.
 */
first_public: number | null, 
/**
 * From the first public notice to the one that gives the scope.
 */
scoping?: number, 
/**
 * Between public updates.
 */
public: number | null, 
/**
 * For how long after declaration `public` holds; afterwards `public_later` does.
 */
public_until?: number, 
/**
 * Between public updates afterwards.
 */
public_later?: number, 
/**
 * Between updates to executives.
 */
executives: number | null, 
/**
 * Between updates to employees.
 */
employees: number | null, 
/**
 * Between updates to affected customers.
 */
customers?: number, };

/**
 * A reminder that speaks now.
 */
export type Call = { 
/**
 * Which.
 */
nag: Nag, 
/**
 * About which decision, mitigation or assignment, where there can be several.
 */
about?: EntryRef, 
/**
 * Whose update it is about.
 */
audience?: Audience, 
/**
 * Since when it has reason to speak.
 */
since: Millis, 
/**
 * One sentence.
 */
text: string, };

/**
 * That the declaration was taken back.
 */
export type CalledOff = { 
/**
 * The entry that did it; undoing that declares the incident again.
 */
entry: EntryRef, 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: Millis, };

/**
 * What a reader may do with a line.
 */
export type Can = { correct: boolean, redate: boolean, retract: boolean, redact: boolean, undo: boolean, };

/**
 * A place in a text of an incident, as the page that wrote there knows it.
 */
export type Caret = { 
/**
 * The name of the text.
 */
text: string, 
/**
 * A relative position of Yjs in base64. It comes from another laptop, so it may be anything.
 */
at: string, };

/**
 * A service of the catalogue.
 */
export type CatalogueView = { id: ServiceId, name: string, owner: Owner | null, owner_name: string | null, retired: boolean, };

/**
 * The way by which an update reached its audience.
 */
export type Channel = "status_page" | "email" | "chat" | "social_media" | "call" | "webhook";

/**
 * Where updates can be sent, as Settings shows it.
 */
export type ChannelsView = { 
/**
 * Every destination of the book, by name.
 */
destinations: Array<DestinationView>, 
/**
 * Networks and servers that are the house's own: what leaves may go there although they are not public.
 */
own: Array<string>, 
/**
 * Whether there is a hub, which may send too.
 */
hub: boolean, 
/**
 * How owners are reminded by mail; none where they are not.
 */
reminders: RemindersView | null, };

/**
 * A section of a review as it is published.
 */
export type Chapter = { 
/**
 * Its heading.
 */
title: string, 
/**
 * What stands there, as Markdown. For readers here its references stay references.
 */
text: string, };

/**
 * A chart of the record.
 */
export type ChartView = { 
/**
 * What it is called in a text, with its brackets.
 */
name: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * What it shows, in words.
 */
said: string, 
/**
 * The picture: SVG that runs nothing.
 */
svg: string, };

/**
 * How far a room is.
 */
export type ChatRoomState = "making" | "retrying" | "not_made" | "stands";

/**
 * A room that is made for an incident, where its people meet.
 */
export type ChatRoomView = { 
/**
 * Of which incident.
 */
incident: IncidentId, 
/**
 * Its number.
 */
label: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Where it is made.
 */
destination: DestinationId, 
/**
 * What that is called.
 */
name: string, 
/**
 * What the room is called.
 */
room: string, 
/**
 * When it was asked for.
 */
at: Millis, 
/**
 * What opens it, once it stands.
 */
link: string | null, 
/**
 * How far it is.
 */
state: ChatRoomState, 
/**
 * Why it is not there.
 */
words: string | null, 
/**
 * When it is tried again by itself.
 */
retry_at: Millis | null, 
/**
 * Who could make it now; none where nobody can, or it stands.
 */
sender: ReplicaKey | null, };

/**
 * A role's list for a stage.
 */
export type ChecklistSettings = { role: RoleId, stage: Stage, stage_name: string, items: Array<Item>, };

/**
 * A role's list for a stage.
 */
export type ChecklistView = { role: RoleId, role_name: string, stage: Stage, items: Array<ItemView>, };

/**
 * Values of one thing that nobody has settled.
 */
export type Clash = { 
/**
 * What it is about.
 */
about: string, 
/**
 * The values; the last is shown everywhere else.
 */
values: Array<ClashValue>, };

/**
 * One of several values.
 */
export type ClashValue = { entry: EntryRef, value: string, by: string, at: Millis, };

/**
 * A wish about one incident.
 */
export type Command = { "type": "declare", title: string, kind: Kind, severity: SeverityId | null, services: Array<ServiceId>, impact_started: Millis | null, detection: DetectionMethod | null, drill: boolean, private: boolean, manager: PersonId | null, } | { "type": "retitle", title: string, } | { "type": "set_kind", kind: Kind, } | { "type": "classify", severity: SeverityId, answers: Array<Answer>, reason: string | null, } | { "type": "enter_stage", stage: Stage, reason: string | null, anyway: string | null, } | { "type": "state_impact", aspect: ImpactAspect, value: string, number: number | null, source: string, as_of: Millis | null, } | { "type": "add_service", service: ServiceId, } | { "type": "remove_service", service: ServiceId, } | { "type": "record_point", point: Point, at: Millis | null, } | { "type": "set_detection", method: DetectionMethod | null, } | { "type": "set_root_cause_type", root_cause: string | null, } | { "type": "set_root_cause_service", service: ServiceId | null, } | { "type": "add_tag", tag: string, } | { "type": "remove_tag", tag: string, } | { "type": "set_field", field: FieldId, value: FieldValue | null, } | { "type": "set_private", private: boolean, } | { "type": "grant", person: PersonId, } | { "type": "revoke", person: PersonId, } | { "type": "assign", role: RoleId, service: ServiceId | null, person: PersonId, } | { "type": "accept", assignment: EntryRef, } | { "type": "release", assignment: EntryRef, } | { "type": "tick", place: ItemPlace, } | { "type": "untick", place: ItemPlace, } | { "type": "skip", place: ItemPlace, reason: string, } | { "type": "write", mode: LineMode, line: string, } | { "type": "add_note", note: NoteKind, text: string, occurred_at: Millis | null, } | { "type": "correct_note", note: EntryRef, text: string, } | { "type": "redate", entry: EntryRef, at: Millis, } | { "type": "pin", entry: EntryRef, pinned: boolean, } | { "type": "raise_decision", question: string, options: Array<string>, owner: PersonId | null, needed_by: Millis | null, } | { "type": "own_decision", decision: EntryRef, owner: PersonId, } | { "type": "add_option", decision: EntryRef, option: string, } | { "type": "decide", decision: EntryRef | null, question: string | null, chosen: string, rejected: Array<string>, why: string | null, objections: string | null, reversible: boolean | null, revisit_at: Millis | null, supersedes: EntryRef | null, taken?: Taken, } | { "type": "revisit", decision: EntryRef, outcome: string, revisit_at: Millis | null, } | { "type": "change_task", task: EntryRef, line: string, } | { "type": "move_task", task: EntryRef, state: TaskState, } | { "type": "mitigate", what: string, temporary: boolean, service: ServiceId | null, remove_when: string | null, } | { "type": "remove_mitigation", mitigation: EntryRef, } | { "type": "give_all_clear", service: ServiceId, } | { "type": "withdraw_all_clear", service: ServiceId, reason: string, } | { "type": "link", link: LinkKind, label: string, target: string, } | { "type": "retract", entry: EntryRef, } | { "type": "post_update", audience: Audience, text: string, next_due: Millis | null, at?: Millis, 
/**
 * What it was for: whoever was told that it is over waits for nothing more.
 */
occasion?: Occasion, } | { "type": "propose_update", audience: Audience, occasion: Occasion, text: string, next_due: Millis | null, replaces: EntryRef | null, 
/**
 * How components do by it, for the status page.
 */
components?: Array<ComponentWish>, 
/**
 * The review that the public reads once it is approved, as it was seen.
 */
review?: EntryRef, } | { "type": "approve_update", update: EntryRef, dispatch?: Dispatch, 
/**
 * Other senders, for destinations that the first one does not send to.
 */
also?: Array<Dispatch>, } | { "type": "send_update", update: EntryRef, destination: DestinationId, sender: ReplicaKey, } | { "type": "make_room", destination: DestinationId, sender: ReplicaKey, } | { "type": "was_sent", update: EntryRef, destination: DestinationId, at?: Millis, } | { "type": "send_back_update", update: EntryRef, reason: string, } | { "type": "mark_posted", update: EntryRef, channel: Channel, at?: Millis, } | { "type": "affect_customer", customer: CustomerId, impact: CustomerImpact, } | { "type": "affect_customers", customers: Array<CustomerId>, impact: CustomerImpact, } | { "type": "own_customer", customer: CustomerId, owner: PersonId | null, } | { "type": "log_report", customer: CustomerId, text: string, ticket: string | null, at?: Millis, } | { "type": "log_told", customer: CustomerId, channel: Channel, text: string, promise: NewPromise | null, at?: Millis, } | { "type": "offer_customer", customer: CustomerId, what: string, at?: Millis, } | { "type": "promise_customer", customer: CustomerId, promise: NewPromise, at?: Millis, } | { "type": "keep_promise", promise: EntryRef, kept: boolean, at?: Millis, } | { "type": "move_promise", promise: EntryRef, due: Millis, at?: Millis, } | { "type": "ask_executives", question: string, needed_by: Millis | null, customer: CustomerId | null, } | { "type": "answer_ask", ask: EntryRef, answer: string, by: PersonId | null, } | { "type": "raise_action", text: string, kind: ActionType, priority: Priority, due: Millis | null, owner: PersonId | null, from: EntryRef | null, } | { "type": "word_action", action: EntryRef, text: string, } | { "type": "own_action", action: EntryRef, owner: PersonId | null, } | { "type": "grade_action", action: EntryRef, kind: ActionType, priority: Priority, due: Millis | null, } | { "type": "move_action", action: EntryRef, state: ActionState, reason: string | null, } | { "type": "ticket_action", action: EntryRef, ticket: string | null, } | { "type": "name_tracker", person: PersonId | null, } | { "type": "own_review", owner: PersonId | null, } | { "type": "name_facilitator", person: PersonId | null, } | { "type": "add_participant", person: PersonId, } | { "type": "remove_participant", person: PersonId, } | { "type": "move_review_step", step: ReviewStep, due: Millis | null, } | { "type": "submit_review", edition: Edition, } | { "type": "approve_review", edition: Edition, } | { "type": "read_review", edition: Edition, } | { "type": "begin_meeting", minutes: number, } | { "type": "end_meeting", meeting: EntryRef, } | { "type": "attend_meeting", meeting: EntryRef, person: PersonId, } | { "type": "leave_meeting", meeting: EntryRef, person: PersonId, } | { "type": "turn_to", meeting: EntryRef, topic: Topic, } | { "type": "ask_in_meeting", meeting: EntryRef, topic: Topic | null, text: string, } | { "type": "answer_question", question: EntryRef, answer: string, } | { "type": "publish_review", edition: Edition, anyway: string | null, 
/**
 * What came of meetings about it stays with those who look for it there.
 */
without_meetings?: boolean, } | { "type": "reopen_review", reason: string, } | { "type": "release_review", title: string, passages: Array<Chapter>, } | { "type": "snooze", nag: Nag, about: EntryRef | null, audience?: Audience, minutes: number, } | { "type": "settle", entry: EntryRef, } | { "type": "redact", entry: EntryRef, } | { "type": "erase", label: string, why: Erasure, } | { "type": "undo", entries: Array<EntryRef>, };

/**
 * Everything that the screen of updates shows beside the draft.
 */
export type CommsView = { 
/**
 * Those who can hear of this incident.
 */
audiences: Array<AudienceView>, 
/**
 * Who hears next, earliest first.
 */
owed: Array<Owed>, 
/**
 * Updates that wait for something, and those that were posted, newest first.
 */
updates: Array<UpdateView>, 
/**
 * What the public heard last.
 */
status: Occasion | null, 
/**
 * Whether this person approves what leaves the house.
 */
approves: boolean, 
/**
 * The name of whoever does.
 */
manager: string | null, 
/**
 * What is on its way by itself, oldest first.
 */
sending: Array<OutgoingView>, 
/**
 * Where what is approved now goes by itself, for each audience that has such a way.
 */
ways_out: Array<WayOutView>, };

/**
 * A part of what the public uses.
 */
export type Component = { 
/**
 * Its id, whatever it is called.
 */
id: ComponentId, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is, in a sentence.
 */
description?: string, 
/**
 * With which others it is shown.
 */
group?: GroupId, 
/**
 * Where it stands; the lowest first.
 */
position: number, 
/**
 * Whether it is on the page.
 */
shown: boolean, 
/**
 * The services that it stands for.
 */
services?: Array<ServiceId>, };

/**
 * A component that an update may speak of.
 */
export type ComponentChoice = { 
/**
 * Which one.
 */
component: ComponentId, 
/**
 * What it is called.
 */
name: string, 
/**
 * How it would be said to do, by the services that it stands for; none where it stands for none that is affected.
 */
suggested: ComponentState | null, };

/**
 * A component of the status page.
 */
export type ComponentId = string;

/**
 * How a component does, best first, by the words of Statuspage.
 */
export type ComponentState = "operational" | "under_maintenance" | "degraded_performance" | "partial_outage" | "major_outage";

/**
 * A component.
 */
export type ComponentView = { 
/**
 * What it is.
 */
component: Component, 
/**
 * Whether it is no more.
 */
retired: boolean, 
/**
 * How the page says that it does.
 */
state: ComponentState, };

/**
 * How a component is to be shown with an update.
 */
export type ComponentWish = { 
/**
 * Which one.
 */
component: ComponentId, 
/**
 * How it does.
 */
state: ComponentState, };

/**
 * When an item of a checklist applies; empty lists mean always.
 */
export type Condition = { 
/**
 * Only for these severities.
 */
severities?: Array<SeverityId>, 
/**
 * Only for these kinds.
 */
kinds?: Array<Kind>, };

/**
 * How to reach a customer.
 */
export type Contact = { 
/**
 * Whom to ask for.
 */
name?: string, 
/**
 * The number to call.
 */
phone?: string, 
/**
 * Where mail arrives.
 */
email?: string, };

/**
 * How long until somebody hears from us.
 */
export type Countdown = { 
/**
 * Which audience; none is a customer who was promised something, or waits for an answer.
 */
audience: Audience | null, 
/**
 * Until when.
 */
at: Millis, };

/**
 * How many incidents there are.
 */
export type CountsView = { active: number, review: number, closed: number, overdue: number, 
/**
 * Of those in review: of whose review a step is due soon or late, whoever sees to it.
 */
reviews_due: number, 
/**
 * Of these: late already.
 */
reviews_late: number, };

/**
 * What the executives were asked for a customer.
 */
export type CustomerAskView = { ask: EntryRef, question: string, at: Millis, needed_by: Millis | null, answer: string | null, 
/**
 * Who of them said so, where somebody wrote that down.
 */
answered_by: string | null, };

/**
 * A column and what it was taken for.
 */
export type CustomerColumn = { 
/**
 * Its heading.
 */
heading: string, 
/**
 * What it holds; none where it is passed over.
 */
meaning: CustomerColumnMeaning | null, };

/**
 * What a column can hold.
 */
export type CustomerColumnMeaning = "name" | "tier" | "arr" | "answer_within" | "contact" | "phone" | "email" | "owner";

/**
 * A customer of the book.
 */
export type CustomerId = string;

/**
 * How an incident hurts one customer.
 */
export type CustomerImpact = "unknown" | "down" | "degraded" | "at_risk" | "none";

/**
 * A list of customers that somebody chose to import.
 */
export type CustomerListDraft = { 
/**
 * The name of the file.
 */
name: string, 
/**
 * What its columns are taken for.
 */
columns: Array<CustomerColumn>, 
/**
 * Its first rows as they would be taken.
 */
rows: Array<CustomerPreviewRow>, 
/**
 * Whether one of them has the customers' names, without which nothing can be taken.
 */
ready: boolean, };

/**
 * What came of it.
 */
export type CustomerListReport = { 
/**
 * New in the book.
 */
added: number, 
/**
 * In the book, with something else now.
 */
changed: number, 
/**
 * In the book just so.
 */
unchanged: number, 
/**
 * Rows that were not taken.
 */
not_taken: number, 
/**
 * The first of them, with what to do.
 */
refused: Array<ImportRefusedRow>, 
/**
 * Whether somebody stopped it before the end of the file.
 */
stopped: boolean, };

/**
 * One row of a list.
 */
export type CustomerPreviewRow = { 
/**
 * Its line in the file.
 */
row: number, 
/**
 * What it says, in the order of [`Meaning::ALL`].
 */
cells: Array<string | null>, 
/**
 * Why it would not be taken.
 */
problem: string | null, };

/**
 * A customer of the book, to choose from.
 */
export type CustomerView = { id: CustomerId, name: string, tier: string | null, 
/**
 * The band of what they pay in a year.
 */
arr: string | null, respond_within: number | null, contact: Contact, owner: PersonId | null, retired: boolean, };

/**
 * The customers of an incident.
 */
export type CustomersView = { 
/**
 * Whoever we kept waiting too long first, then by tier, the shortest time to answer first; among them by when they hear
 * from us, by impact and name.
 */
accounts: Array<AccountView>, 
/**
 * What all who were affected were told, oldest first. Each stands here once, and the histories name it.
 */
updates: Array<ExchangeView>, 
/**
 * What may be said: the last approved update for customers, else for the public.
 */
say: ToldView | null, 
/**
 * How many customers the book knows.
 */
in_book: number, };

/**
 * A decision.
 */
export type DecisionView = { id: EntryRef, question: string | null, options: Array<string>, owner: PersonId | null, owner_name: string | null, needed_by: Millis | null, chosen: string | null, rejected: Array<string>, why: string | null, objections: string | null, reversible: boolean | null, revisit_at: Millis | null, revisited: string | null, superseded_by: EntryRef | null, by: string, at: Millis, };

/**
 * Where updates can be sent.
 */
export type Destination = { 
/**
 * Its id in the book.
 */
id: DestinationId, 
/**
 * What people call it.
 */
name: string, 
/**
 * How it is spoken to.
 */
transport: Transport, 
/**
 * Who hears by it.
 */
audiences: Array<Audience>, 
/**
 * Whether it is where drills go. Drills go nowhere else, and nothing but drills goes there.
 */
drill?: boolean, 
/**
 * Whether laptops may send to it themselves while the hub cannot be reached.
 */
laptops?: boolean, 
/**
 * The rooms that are made there, one for each incident that is declared.
 */
rooms?: Rooms, };

/**
 * A destination of the book, to which updates can be sent.
 */
export type DestinationId = string;

/**
 * One destination.
 */
export type DestinationView = { 
/**
 * What the book says.
 */
destination: Destination, 
/**
 * Whether nothing is sent there any more.
 */
retired: boolean, 
/**
 * What kind of place it is, for a person.
 */
kind: string, 
/**
 * What its secret is called; none where it needs none.
 */
secret: string | null, 
/**
 * To whom that is shown. Whoever enters it says that they saw this.
 */
shown_to: string, 
/**
 * Whether this laptop has that.
 */
kept: boolean, 
/**
 * Why this laptop cannot send there, with the way out; none where it can.
 */
missing: string | null, 
/**
 * How the last attempt from this laptop went.
 */
last: LastTry | null, 
/**
 * The same of the hub; none where there is no hub.
 */
hub: AtHubView | null, 
/**
 * Who sends what is approved now; none where it is posted by hand.
 */
by: By | null, };

/**
 * How it came to our notice.
 */
export type DetectionMethod = "alert" | "employee" | "customer" | "social_media";

/**
 * A laptop of the workspace.
 */
export type DeviceView = { 
/**
 * Its number at the hub.
 */
id: number, 
/**
 * What its owner calls it.
 */
name: string, 
/**
 * Whose it is.
 */
person: PersonId, 
/**
 * What they are called.
 */
person_name: string, 
/**
 * What they may do; none for a word that only a newer hub knows.
 */
role: MemberRole | null, 
/**
 * When it joined.
 */
joined_at: Millis, 
/**
 * When its access was taken back.
 */
revoked_at: Millis | null, 
/**
 * When it last said anything to the hub, as far as the hub knows.
 */
last_seen: Millis | null, 
/**
 * It is this one.
 */
here: boolean, 
/**
 * It is this person's.
 */
mine: boolean, 
/**
 * This person may take its access back.
 */
may_revoke: boolean, 
/**
 * This person may say what its owner may do.
 */
may_appoint: boolean, };

/**
 * The laptops that the hub tells this person about.
 */
export type DevicesView = { 
/**
 * In the order in which they joined; those without access last.
 */
devices: Array<DeviceView>, 
/**
 * By which invitations somebody may still join, in the order in which they were made; for an admin.
 */
invitations: Array<OpenInvitationView>, 
/**
 * Whether this person may invite others.
 */
admin: boolean, 
/**
 * When the hub said so; none if it never has since this start.
 */
at: Millis | null, 
/**
 * Why it does not say so now: a sentence.
 */
why: string | null, };

/**
 * What differs from the brief that the executives heard last.
 */
export type Difference = { 
/**
 * When they heard it.
 */
since: Millis, 
/**
 * In the order of the brief.
 */
moved: Array<Moved>, };

/**
 * Who sends an approved update, and where to.
 */
export type Dispatch = { 
/**
 * The key of the one that sends: the home hub's, or a laptop's.
 */
sender: ReplicaKey, 
/**
 * Where to.
 */
to: Array<DestinationId>, };

/**
 * A command was carried out.
 */
export type Done = { 
/**
 * The incident, where it was about one.
 */
incident: IncidentId | null, 
/**
 * What people call it.
 */
label: string | null, 
/**
 * The entries that were written, for undo.
 */
entries: Array<EntryRef>, };

/**
 * Why the time of a promise cannot be relied on.
 */
export type Doubt = { 
/**
 * What is wrong with it.
 */
why: WhyDoubtful, 
/**
 * How it was read all the same, where it could be read.
 */
read?: Millis, 
/**
 * One sentence that says what to do.
 */
text: string, };

/**
 * A draft of what an audience is told next.
 */
export type Draft = { 
/**
 * What it is for.
 */
occasion: Occasion, 
/**
 * A template with its gaps: what the record knows is filled in when it is looked at.
 */
text: string, 
/**
 * In how many minutes after sending the next update comes; none where no time is named.
 */
next_in: number | null, };

/**
 * A draft to go on with, by whoever wrote in it.
 */
export type DraftView = { 
/**
 * It.
 */
draft: Draft, 
/**
 * The name of its text within the incident.
 */
name: string, 
/**
 * The text with all that its writers need; of a draft that nobody has touched, what begins it.
 */
text: TextView, 
/**
 * When somebody last wrote in it; none while it is a template that nobody has touched.
 */
kept_at: Millis | null, 
/**
 * What the template says.
 */
template: Draft, 
/**
 * Minutes after which this audience hears by the cadence.
 */
cadence: number | null, 
/**
 * The components of the status page, where this audience is shown it.
 */
components: Array<ComponentChoice>, 
/**
 * What stands in the drafts before this one and is part of no update, the earliest first.
 */
behind: Array<BehindView>, };

/**
 * By when an action item of a priority has to be done.
 */
export type DueRule = "now" | "required" | "open";

/**
 * What a line said before it was corrected.
 */
export type Earlier = { 
/**
 * The words or the time.
 */
text: string, 
/**
 * By whom the newer one was written.
 */
by: string, 
/**
 * When.
 */
at: Millis, };

/**
 * A wish about the book.
 */
export type Edit = { "type": "name_person", person: PersonId, name: string, } | { "type": "set_person_detail", person: PersonId, detail: PersonDetail, value: string | null, } | { "type": "retire_person", person: PersonId, retired: boolean, } | { "type": "name_service", service: ServiceId | null, name: string, } | { "type": "set_service_owner", service: ServiceId, owner: Owner | null, } | { "type": "retire_service", service: ServiceId, retired: boolean, } | { "type": "name_workspace", name: string, } | { "type": "define_severity", severity: SeverityId | null, name: string, rank: number, criteria: string, } | { "type": "define_cadence", severity: SeverityId, cadence: Cadence, } | { "type": "define_review_plan", severity: SeverityId, plan: ReviewPlan, } | { "type": "define_action_limit", priority: Priority, limit: ActionLimit, } | { "type": "define_review_template", template: ReviewTemplateId | null, name: string, what: string, sections: Array<TemplateSection>, } | { "type": "retire_review_template", template: ReviewTemplateId, retired: boolean, } | { "type": "order_review_templates", templates: Array<ReviewTemplateId>, } | { "type": "define_guideline", questions: Array<Question>, } | { "type": "define_nag", nag: Nag, after: number, on: boolean, } | { "type": "set_link_template", link: LinkKind, template: string | null, } | { "type": "define_field", field: FieldId | null, name: string, takes: FieldType, on: boolean, } | { "type": "define_checklist", role: RoleId, stage: Stage, items: Array<Item>, } | { "type": "define_template", audience: Audience, occasion: Occasion, text: string | null, } | { "type": "define_customer", customer: CustomerId | null, name: string, tier: string | null, arr?: string, respond_within: number | null, contact: Contact, owner: PersonId | null, } | { "type": "retire_customer", customer: CustomerId, retired: boolean, } | { "type": "define_destination", destination: DestinationId | null, name: string, transport: Transport, audiences: Array<Audience>, drill: boolean, laptops: boolean, rooms?: Rooms, } | { "type": "remind_by_mail", reminders: Reminders | null, } | { "type": "retire_destination", destination: DestinationId, retired: boolean, } | { "type": "define_status_page", name: string, address: string | null, } | { "type": "define_group", group: GroupId | null, name: string, position: number, } | { "type": "retire_group", group: GroupId, retired: boolean, } | { "type": "define_component", component: ComponentId | null, wish: NewComponent, } | { "type": "retire_component", component: ComponentId, retired: boolean, } | { "type": "schedule_maintenance", title: string, text: string, window: Window, components: Array<ComponentId>, } | { "type": "move_maintenance", maintenance: EntryRef, window: Window, } | { "type": "say_maintenance", maintenance: EntryRef, state: MaintenanceState, text: string, } | { "type": "undo_edit", entries: Array<EntryRef>, };

/**
 * What stood in a document at some time: the first 16 bytes of a hash of its texts.
 */
export type Edition = string;

/**
 * A reference to an entry: the first 16 bytes of its hash. Also the name of what that entry made.
 */
export type EntryRef = string;

/**
 * Why a whole record is hidden for ever.
 */
export type Erasure = "personal_data" | "secret" | "law" | "misplaced";

/**
 * An entry as a review cites it.
 */
export type Evidence = { 
/**
 * The entry that was cited.
 */
entry: EntryRef, 
/**
 * When it happened, as the record says now.
 */
at: Millis, 
/**
 * What it is about.
 */
glyph: Glyph, 
/**
 * What happened, as the record says now.
 */
text: string, 
/**
 * Who wrote what is told.
 */
by: string, 
/**
 * Whether it still stands.
 */
standing: Standing, 
/**
 * Whether it says something else than when it was written.
 */
corrected: boolean, };

/**
 * Something said between a customer and us.
 */
export type ExchangeView = { 
/**
 * The entry that tells of it.
 */
entry: EntryRef, 
/**
 * When.
 */
at: Millis, 
/**
 * Which way the words went.
 */
way: Way, 
/**
 * By which channel we told them.
 */
channel: Channel | null, 
/**
 * The ticket in which they told us.
 */
ticket: string | null, 
/**
 * Which update told them, counted from the first that all who were affected heard.
 */
update: number | null, 
/**
 * The words, with what nobody sees made visible.
 */
text: string, 
/**
 * Them exactly as they were said, to be copied.
 */
exact: string, 
/**
 * Who wrote it down.
 */
by: string, };

/**
 * How an incident leaves as a file.
 */
export type ExportFormat = "json" | "markdown" | "brief" | "review_json" | "review_markdown" | "review_html" | "review_pdf";

/**
 * What went wrong, for a person. The cause chain stays in the log file.
 */
export type Failure = { 
/**
 * A word that the UI may branch on.
 */
code: string, 
/**
 * One sentence that says what to do next.
 */
message: string, 
/**
 * More, where it helps.
 */
hint?: string, };

/**
 * A custom field of the book.
 */
export type FieldId = string;

/**
 * A custom field.
 */
export type FieldSettings = { id: FieldId, name: string, takes: FieldType, on: boolean, };

/**
 * What a custom field takes.
 */
export type FieldType = { "type": "text" } | { "type": "number" } | { "type": "time" } | { "type": "choice", 
/**
 * What may be chosen.
 */
options: Array<string>, } | { "type": "flag" };

/**
 * The value of a custom field.
 */
export type FieldValue = { "type": "text", "value": string } | { "type": "number", "value": number } | { "type": "time", "value": Millis } | { "type": "choice", "value": string } | { "type": "flag", "value": boolean };

/**
 * A custom field.
 */
export type FieldView = { id: FieldId, name: string, takes: FieldType, value: FieldValue | null, };

/**
 * A figure as the record has it now.
 */
export type FigureSaid = { 
/**
 * What it is called in a text, with its brackets.
 */
name: string, 
/**
 * What it is; none where the record does not say, or says what cannot be.
 */
said: string | null, };

/**
 * What the record can say at the beginning of a section.
 */
export type FillView = { 
/**
 * Which.
 */
fill: ReviewFill, 
/**
 * What a person calls it.
 */
name: string, };

/**
 * One thing that the quality check looked at.
 */
export type Finding = { 
/**
 * What.
 */
kind: QualityKind, 
/**
 * How the text does.
 */
verdict: Verdict, 
/**
 * Where in the draft, as an editor counts: in units of UTF-16. What stands in a value marks its whole variable.
 */
range: Span | null, 
/**
 * One sentence that says what to do; empty when nothing is to be done.
 */
text: string, };

/**
 * What the hub was found to have done with the log.
 */
export type FindingView = { incident: IncidentId | null, title: string, 
/**
 * A sentence that names the hub.
 */
text: string, since: Millis, 
/**
 * It asks for a person, who has not taken note of it yet.
 */
grave: boolean, };

/**
 * A change of an action item.
 */
export type Followed = { 
/**
 * When.
 */
at: Millis, 
/**
 * What changed.
 */
text: string, 
/**
 * Who wrote it down.
 */
by: string, };

/**
 * How a text reaches its readers.
 */
export type Form = "page" | "email" | "chat" | "short";

/**
 * A text in one of its forms.
 */
export type FormView = { "as": "page", 
/**
 * A page that stands for itself: for a frame that lets nothing run.
 */
page: string, } | { "as": "email", 
/**
 * Its subject.
 */
subject: string, 
/**
 * What a mail program shows.
 */
page: string, 
/**
 * What one shows that shows no pages.
 */
plain: Array<Part>, } | { "as": "chat", 
/**
 * What stands above it, in bold where the chat can.
 */
subject: string, 
/**
 * The words without markup.
 */
plain: Array<Part>, } | { "as": "short", 
/**
 * As much of it as fits.
 */
short: Array<Part>, 
/**
 * How many characters of the plain text are not in it.
 */
left_out: number, };

/**
 * A value that a draft lacks.
 */
export type GapView = { 
/**
 * The word between the braces.
 */
variable: string, 
/**
 * What a person calls it.
 */
label: string, 
/**
 * The line of a task that asks for it.
 */
line: string, 
/**
 * Whom that line asks: the Incident Manager, if there is one.
 */
whom: string | null, 
/**
 * Whom somebody asked already.
 */
asked: AskedView | null, };

/**
 * What a line is about; each has its glyph.
 */
export type Glyph = "declared" | "alert" | "stage" | "severity" | "impact" | "time" | "people" | "checklist" | "note" | "fix_later" | "debugging_trouble" | "process_friction" | "decision" | "task" | "action" | "review" | "mitigation" | "all_clear" | "update" | "customer" | "link" | "change" | "undo" | "unknown";

/**
 * Components that are shown together.
 */
export type Group = { 
/**
 * Its id, whatever it is called.
 */
id: GroupId, 
/**
 * Its name.
 */
name: string, 
/**
 * Where it stands; the lowest first.
 */
position: number, };

/**
 * A group of components of the status page.
 */
export type GroupId = string;

/**
 * A group of components.
 */
export type GroupView = { 
/**
 * What it is.
 */
group: Group, 
/**
 * Whether it is no more.
 */
retired: boolean, };

/**
 * What a person takes to a channel: the words that Allclear would send there.
 */
export type HandOut = { 
/**
 * What stands above them, where their channel has such a line.
 */
subject: string, 
/**
 * With their markup, for a status page.
 */
markdown: string, 
/**
 * Without it.
 */
plain: string, 
/**
 * At most 280 characters, for social media.
 */
short: string, };

/**
 * By which way somebody hears.
 */
export type HearsBy = "email" | "webhook";

/**
 * Something that the hub takes only once an admin has let it in.
 */
export type HeldView = { 
/**
 * Its number at the hub.
 */
id: number, 
/**
 * None where this laptop holds nothing of it.
 */
incident: IncidentId | null, title: string, 
/**
 * Who wrote it.
 */
author: string, 
/**
 * The start of a program in which it was written, shortened.
 */
run: string, entries: number, since: Millis, 
/**
 * A sentence.
 */
why: string, };

/**
 * Something that search found.
 */
export type HitView = { incident: IncidentId, entry: EntryRef, label: string, title: string, severity: Severity | null, 
/**
 * Title, note, decision or review.
 */
what: string, 
/**
 * Whether it is a published review.
 */
review: boolean, snippet: string, at: Millis, };

/**
 * Somebody who holds a role.
 */
export type HolderView = { assignment: EntryRef, person: PersonId, name: string, phone: string | null, zone: string | null, service: ServiceId | null, service_name: string | null, since: Millis, accepted: Millis | null, 
/**
 * Somebody else gave it to them and they have not said that they have it.
 */
waiting: boolean, };

/**
 * A component of a hosted page, and what it is here.
 */
export type HostedComponent = { 
/**
 * Ours.
 */
component: ComponentId, 
/**
 * The hosted page's own id for it.
 */
hosted: string, };

/**
 * A part of every day, in the person's own zone. Where it ends before it begins, it goes on past midnight.
 */
export type Hours = { 
/**
 * The first minute of it, counted from midnight.
 */
from: number, 
/**
 * The first minute that is not of it any more.
 */
until: number, };

/**
 * What kind of impact is being stated.
 */
export type ImpactAspect = "users" | "customers" | "regions" | "revenue" | "data_loss" | "workaround" | "description";

/**
 * Impact in one aspect.
 */
export type ImpactView = { entry: EntryRef, aspect: ImpactAspect, name: string, value: string, number: number | null, source: string, by: string, 
/**
 * What the age of the value counts from.
 */
as_of: Millis, was: string | null, };

/**
 * A file that was handed over for import, waiting for its columns to be named.
 */
export type ImportDraft = { 
/**
 * Names the file in later calls; it means nothing outside this process.
 */
token: string, 
/**
 * What the file is called.
 */
name: string, 
/**
 * Its columns, in order.
 */
columns: Array<string>, 
/**
 * What each column means, as far as it could be guessed.
 */
mapping: ImportMapping, 
/**
 * The first rows as they would be taken.
 */
preview: ImportPreview, };

/**
 * How a file holds its rows.
 */
export type ImportFormat = "json_lines" | "json_array" | "comma" | "semicolon" | "tab" | "bar";

/**
 * A row whose incident is here already.
 */
export type ImportKnownRow = { 
/**
 * Where it stands in the file.
 */
row: number, 
/**
 * Its title, on one line.
 */
title: string, 
/**
 * The incident.
 */
incident: IncidentId, };

/**
 * Which column says what, and how their words are read. The person corrects what [`Mapping::guess`] made.
 */
export type ImportMapping = { 
/**
 * What was wrong, in one line. Rows without it are refused.
 */
title: string | null, 
/**
 * What the other system calls the incident; it keeps a second import from making a second incident.
 */
external_id: string | null, 
/**
 * How bad it was, in their word.
 */
severity: string | null, 
/**
 * The affected services: a list, or names with commas or semicolons.
 */
affected: string | null, 
/**
 * When users began to feel it.
 */
started: string | null, 
/**
 * When they no longer did.
 */
ended: string | null, 
/**
 * When it was noticed.
 */
detected: string | null, 
/**
 * Whether it is over, in a word or as yes and no.
 */
resolved: string | null, 
/**
 * Internal or external.
 */
kind: string | null, 
/**
 * The text that tells of it.
 */
body: string | null, 
/**
 * Tags: a list, or words with commas or semicolons.
 */
tags: string | null, 
/**
 * Which system it is from, where one file holds several.
 */
source: string | null, 
/**
 * Which system it is from, for rows where no column says so. [`source_of_file`] is a good beginning.
 */
source_name: string, 
/**
 * Their words for severity in ours; none means without a severity.
 */
severity_map: { [key in string]: SeverityId | null }, 
/**
 * The IANA zone in which dates without one are read; empty means UTC.
 */
zone: string, };

/**
 * What an import would do.
 */
export type ImportPreview = { 
/**
 * How the file holds its rows.
 */
format: ImportFormat, 
/**
 * The columns to choose from.
 */
columns: Array<string>, 
/**
 * What the columns are taken for.
 */
mapping: ImportMapping, 
/**
 * Their words for severity in the first thousand rows, for the mapping.
 */
severity_words: Array<string>, 
/**
 * The first rows.
 */
rows: Array<ImportPreviewRow>, };

/**
 * One row as it would be taken.
 */
export type ImportPreviewRow = { 
/**
 * Where it stands in the file.
 */
row: number, 
/**
 * Whether it would be taken.
 */
taken: boolean, 
/**
 * Its title on one line, as far as it could be read.
 */
title: string, 
/**
 * The name of its severity.
 */
severity: string | null, 
/**
 * The names of its services.
 */
services: Array<string>, 
/**
 * When users began to feel it.
 */
started: Millis | null, 
/**
 * When they no longer did.
 */
ended: Millis | null, 
/**
 * The stage it would be in.
 */
stage: Stage | null, 
/**
 * Why it would not be taken, or what to know about how it was read. Sentences.
 */
problems: Array<string>, };

/**
 * How far an import is.
 */
export type ImportProgress = { token: string, done: number, of: number, };

/**
 * A row that was not taken.
 */
export type ImportRefusedRow = { 
/**
 * Where it stands in the file.
 */
row: number, 
/**
 * Its title, as far as it could be read, on one line.
 */
title: string, 
/**
 * Why, in a sentence that says what to do.
 */
why: string, };

/**
 * A row that was taken, with something to know about it.
 */
export type ImportRemarkedRow = { 
/**
 * Where it stands in the file.
 */
row: number, 
/**
 * Its title, on one line.
 */
title: string, 
/**
 * What to know, in a sentence.
 */
what: string, };

/**
 * What came of an import.
 */
export type ImportReport = { 
/**
 * How many rows became incidents.
 */
taken: number, 
/**
 * Rows that an earlier import has taken already.
 */
already_here: Array<ImportKnownRow>, 
/**
 * Rows that were not taken, with the reason.
 */
refused: Array<ImportRefusedRow>, 
/**
 * Rows that were taken, with something to know about them. Assumed zones are only counted.
 */
remarks: Array<ImportRemarkedRow>, 
/**
 * How many dates had no zone and were read in the mapping's.
 */
assumed_zone: number, 
/**
 * How many incidents went to Follow up because nothing says that they ended.
 */
left_open: number, 
/**
 * Services that the book lacks; they can be added to it.
 */
new_services: Array<Service>, 
/**
 * Whether somebody stopped the import before the end of the file.
 */
stopped: boolean, 
/**
 * All of this in sentences.
 */
summary: Array<string>, };

/**
 * The inbox.
 */
export type InboxView = { unread: number, notices: Array<NoticeView>, };

/**
 * An incident, the same on every laptop.
 */
export type IncidentId = string;

/**
 * An invitation, shown once.
 */
export type InvitationView = { 
/**
 * To be sent.
 */
link: string, 
/**
 * The same, to be held before a camera.
 */
code: QrView, 
/**
 * What whoever joins by it may do; none for a word that only a newer hub knows.
 */
role: MemberRole | null, 
/**
 * Until when it is good.
 */
expires_at: Millis, };

/**
 * One thing to do, of a checklist.
 */
export type Item = { 
/**
 * Unique in its list; stays when the words change.
 */
id: ItemId, 
/**
 * What to do.
 */
text: string, 
/**
 * When it applies.
 */
only?: Condition, };

/**
 * An item of a checklist, unique within its role and stage.
 */
export type ItemId = string;

/**
 * Where an item stands: role, stage, id.
 */
export type ItemPlace = { 
/**
 * The role whose list it is in.
 */
role: RoleId, 
/**
 * The stage whose list it is in.
 */
stage: Stage, 
/**
 * The item.
 */
item: ItemId, };

/**
 * An item of a checklist.
 */
export type ItemView = { place: ItemPlace, text: string, progress: Progress, at: Millis | null, by: string | null, reason: string | null, };

/**
 * A hub was joined.
 */
export type Joined = { 
/**
 * What its workspace is called.
 */
workspace: string, 
/**
 * It is another workspace than the open one, and opens at the next start.
 */
restart: boolean, };

/**
 * Something that the hub did not take.
 */
export type KeptBackView = { series: Series, incident: IncidentId | null, title: string, 
/**
 * A sentence.
 */
why: string, since: Millis, };

/**
 * Where the key of this laptop lies.
 */
export type KeyView = { 
/**
 * One sentence.
 */
words: string, 
/**
 * Whether a passphrase opens it.
 */
passphrase: boolean, 
/**
 * Whether one could.
 */
can_have: boolean, };

/**
 * Whom an incident hurts.
 */
export type Kind = "external" | "internal";

/**
 * Something that is known, or known to be unknown.
 */
export type Known = { 
/**
 * What it is.
 */
name: string, 
/**
 * What is known of it.
 */
value: string | null, 
/**
 * Where that is from, or why it is not known.
 */
note: string | null, };

/**
 * How an attempt went.
 */
export type LastTry = { 
/**
 * When.
 */
at: Millis, 
/**
 * Whether it arrived.
 */
arrived: boolean, 
/**
 * What the other end said, or why it did not.
 */
words: string, 
/**
 * When one last arrived.
 */
success: Millis | null, };

/**
 * An entry that could not be written again.
 */
export type LeftView = { 
/**
 * What it says, in short.
 */
text: string, 
/**
 * A sentence.
 */
why: string, };

/**
 * What is asked of the action items of a priority.
 */
export type LimitView = { priority: Priority, 
/**
 * By when they have to be done.
 */
due: DueRule, 
/**
 * Days from the day on which one is raised until it is over, whatever date was set since: a date can be moved again and
 * again, this cannot.
 */
days: number, };

/**
 * One line of the timeline.
 */
export type Line = { 
/**
 * The entry that leads it.
 */
entry: EntryRef, 
/**
 * All entries of the same command, for undo.
 */
entries: Array<EntryRef>, 
/**
 * What it is about.
 */
glyph: Glyph, 
/**
 * What happened.
 */
text: string, 
/**
 * More of it, a line each.
 */
details: Array<string>, 
/**
 * Who wrote it.
 */
by: string, 
/**
 * Their id, where they are known.
 */
person: PersonId | null, 
/**
 * Their wall clock then.
 */
recorded_at: Millis, 
/**
 * When it happened, where that differs by a minute or more.
 */
occurred_at: Millis | null, 
/**
 * Among the key events: pinned, or of a kind that always is.
 */
key: boolean, 
/**
 * Pinned by somebody.
 */
pinned: boolean, 
/**
 * Whether it still stands.
 */
standing: Standing, 
/**
 * What it said before, oldest first.
 */
earlier: Array<Earlier>, 
/**
 * Its value is one of several that nobody has settled.
 */
torn: boolean, 
/**
 * The decision it tells of, if it does.
 */
decision?: EntryRef, 
/**
 * What may be done with it.
 */
can: Can, };

/**
 * What the composer's line becomes.
 */
export type LineMode = "note" | "fix_later" | "debugging_trouble" | "process_friction" | "decision" | "task";

/**
 * Where a link leads.
 */
export type LinkKind = "channel" | "bridge" | "ticket" | "dashboard" | "alert";

/**
 * A channel, bridge, ticket or dashboard.
 */
export type LinkView = { entry: EntryRef, link: LinkKind, label: string, target: string, };

/**
 * What of the record a finding is about.
 */
export type LintAbout = { "type": "point", 
/**
 * Which.
 */
point: Point, } | { "type": "gap", 
/**
 * The last line before it; the first where none is.
 */
after: EntryRef | null, } | { "type": "action", 
/**
 * Which.
 */
action: EntryRef, } | { "type": "no_action", 
/**
 * Of which kind.
 */
kind: ActionType, };

/**
 * What is looked for.
 */
export type LintRule = "blame" | "counterfactual" | "hindsight" | "dead_end" | "claim" | "empty" | "lost_reference" | "gap" | "missing_point" | "impossible_point" | "loose_action" | "no_detection";

/**
 * Something that a rule found.
 */
export type LintView = { 
/**
 * By which rule.
 */
rule: LintRule, 
/**
 * What the rule is called.
 */
name: string, 
/**
 * Why there is such a rule, and what to do.
 */
why: string, 
/**
 * In which section; none where it is about the record.
 */
section: string | null, 
/**
 * The words, or what of the record.
 */
what: string, 
/**
 * Where they begin in the section's text, in UTF-16 units.
 */
from: number, 
/**
 * Where they end; the same where there are none.
 */
to: number, 
/**
 * How it is silenced: the name of the value that holds the reason.
 */
key: string, 
/**
 * Why it was silenced, where somebody did.
 */
silenced: string | null, 
/**
 * Where of the record it is mended; none where it is in a section.
 */
about: LintAbout | null, };

/**
 * The state of the log on this laptop.
 */
export type LogView = { 
/**
 * One sentence: whole, or what is wrong where.
 */
verdict: string, 
/**
 * Whether every chain and signature is as it was written.
 */
whole: boolean, 
/**
 * How many entries were checked.
 */
entries: number, 
/**
 * When the last backup was made.
 */
backed_up: Millis | null, };

/**
 * How a connection to a mail server is kept from being read.
 */
export type MailSecurity = "tls" | "start_tls" | "plain";

/**
 * How far announced work is.
 */
export type MaintenanceState = "scheduled" | "in_progress" | "verifying" | "completed" | "cancelled";

/**
 * Work that was announced.
 */
export type MaintenanceView = { 
/**
 * Its name.
 */
maintenance: EntryRef, 
/**
 * What it is called.
 */
title: string, 
/**
 * When it is planned for.
 */
window: Window, 
/**
 * What is worked on.
 */
components: Array<string>, 
/**
 * How far it is.
 */
state: MaintenanceState, 
/**
 * What was said of it last.
 */
said: string, 
/**
 * What may be said of it next.
 */
next: Array<MaintenanceState>, };

/**
 * A meeting.
 */
export type MeetingLine = { meeting: EntryRef, begun: Millis, begun_by: string, 
/**
 * Minutes that it is meant to take.
 */
length: number, ended: Millis | null, attendance: Array<AttendeeView>, topics: Array<TopicLine>, questions: Array<QuestionLine>, decisions: Array<TakenLine>, 
/**
 * Action items that were written down while it went on.
 */
actions: Array<string>, };

/**
 * What a meeting about the review goes by.
 */
export type MeetingView = { 
/**
 * The one that goes on.
 */
now: MeetingLine | null, 
/**
 * Those that were held, the last one first.
 */
held: Array<MeetingLine>, 
/**
 * What there is to talk about, in order.
 */
agenda: Array<AgendaItem>, 
/**
 * Who could be there: whoever sees to the review or takes part in it first.
 */
people: Array<AttendeeView>, };

/**
 * What a member may do in the workspace.
 */
export type MemberRole = "admin" | "responder" | "observer";

/**
 * Milliseconds since 1970-01-01T00:00:00Z, as somebody's wall clock told them. Never used for ordering.
 */
export type Millis = number;

/**
 * A measure.
 */
export type MitigationView = { entry: EntryRef, what: string, temporary: boolean, service: string | null, remove_when: string | null, by: string, at: Millis, removed: Millis | null, };

/**
 * Something of which the brief before said otherwise, or nothing.
 */
export type Moved = { 
/**
 * What it is about.
 */
label: string, 
/**
 * Then.
 */
before: string | null, 
/**
 * Now.
 */
after: string | null, };

/**
 * A reminder that Allclear gives by itself.
 */
export type Nag = "no_manager" | "no_severity" | "update_due" | "update_overdue" | "not_acknowledged" | "revisit" | "temporary_mitigation" | "time_call_out" | "span_of_control" | "approval_waiting" | "not_posted" | "promise_due" | "promise_overdue" | "answer_overdue" | "action_overdue" | "announcement" | "sent_back" | "answered" | "review_due" | "review_overdue" | "action_due";

/**
 * A nag's rule.
 */
export type NagView = { nag: Nag, name: string, after: number, on: boolean, };

/**
 * A component as somebody wants to have it on the status page.
 */
export type NewComponent = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is, in a sentence.
 */
description: string | null, 
/**
 * With which others it is shown.
 */
group: GroupId | null, 
/**
 * Where it stands; the lowest first.
 */
position: number, 
/**
 * Whether it is on the page.
 */
shown: boolean, 
/**
 * The services that it stands for.
 */
services: Array<ServiceId>, };

/**
 * What a customer is to be promised.
 */
export type NewPromise = { 
/**
 * What.
 */
what: string, 
/**
 * By when.
 */
due: Millis, };

/**
 * What a note is for. The last three reappear in the review.
 */
export type NoteKind = "note" | "fix_later" | "debugging_trouble" | "process_friction";

/**
 * One notice.
 */
export type NoticeView = { id: number, incident: IncidentId | null, 
/**
 * It is about the hub: the list behind the sync chip tells more.
 */
hub: boolean, 
/**
 * What it reminds of; none where a newer version wrote it.
 */
nag: Nag | null, title: string, text: string, at: Millis, read: boolean, };

/**
 * What an update is for: the status that it says, or another reason to speak.
 */
export type Occasion = "investigating" | "identified" | "monitoring" | "resolved" | "no_change" | "post_mortem_published";

/**
 * How far an update is on its way.
 */
export type OnItsWay = "queued" | "sending" | "retrying" | "not_sent" | "unknown" | "sent" | "called_back";

/**
 * An invitation by which somebody may still join. Its link is kept nowhere.
 */
export type OpenInvitationView = { 
/**
 * Its number at the hub.
 */
id: number, 
/**
 * What those who join by it may do; none for a word that only a newer hub knows.
 */
role: MemberRole | null, 
/**
 * How many laptops may still join by it.
 */
uses: number, 
/**
 * Since when.
 */
made_at: Millis, 
/**
 * Until when.
 */
expires_at: Millis, 
/**
 * What is called who made it; none where that was an operator.
 */
made_by: string | null, 
/**
 * What is called whom it is for; none where that is somebody new.
 */
person: string | null, };

/**
 * What somebody was promised in words, as long as it was neither kept nor gave way to a later word.
 */
export type OpenPromise = { 
/**
 * To whom.
 */
to: Addressee, 
/**
 * What, where it is more than the next update.
 */
what: string | null, 
/**
 * By when.
 */
due: Millis, };

/**
 * What is on its way, newest first.
 */
export type OutboxView = { 
/**
 * Every update for every destination.
 */
outgoing: Array<OutgoingView>, 
/**
 * Every room that was asked for.
 */
rooms: Array<ChatRoomView>, 
/**
 * The incidents of which nobody knows what is on its way.
 */
unread: Array<UnreadView>, };

/**
 * One update on its way to one destination.
 */
export type OutgoingView = { 
/**
 * Of which incident.
 */
incident: IncidentId, 
/**
 * Its number.
 */
label: string, 
/**
 * Its title.
 */
title: string, 
/**
 * The update.
 */
update: EntryRef, 
/**
 * For whom.
 */
audience: Audience, 
/**
 * What for.
 */
occasion: Occasion, 
/**
 * How it begins.
 */
text: string, 
/**
 * Where to.
 */
destination: DestinationId, 
/**
 * What that is called.
 */
name: string, 
/**
 * By what it goes; none where the book does not know the destination.
 */
channel: Channel | null, 
/**
 * Who sends it, for a person.
 */
by: string, 
/**
 * Whether this laptop does.
 */
mine: boolean, 
/**
 * Who could send it now; nobody once it is there.
 */
senders: Array<SenderView>, 
/**
 * When it was asked for.
 */
at: Millis, 
/**
 * How often it was tried.
 */
attempts: number, 
/**
 * When it was last tried.
 */
tried: Millis | null, 
/**
 * How far it is.
 */
state: OnItsWay, 
/**
 * Why it is not there, or what the other end said.
 */
words: string | null, 
/**
 * When it is tried again by itself.
 */
retry_at: Millis | null, 
/**
 * Whether something that was written later has arrived there by now.
 */
overtaken: boolean, };

/**
 * The page.
 */
export type Overview = { 
/**
 * Its parts in order.
 */
parts: Array<OverviewPart>, 
/**
 * What is to be done, the most urgent first.
 */
actions: Array<Todo>, };

/**
 * A part of the page.
 */
export type OverviewPart = { 
/**
 * Its heading.
 */
title: string, 
/**
 * What it says.
 */
rows: Array<Known>, };

/**
 * One line of the ledger.
 */
export type Owed = { 
/**
 * To whom.
 */
to: Addressee, 
/**
 * What, where it is more than the next update.
 */
what: string | null, 
/**
 * By when; none where nobody waits.
 */
due: Millis | null, 
/**
 * When they last heard.
 */
last: Millis | null, 
/**
 * Every how many minutes they hear, where they do.
 */
every: number | null, 
/**
 * How many promises to them were kept in time.
 */
kept: number, 
/**
 * Of how many that had come due.
 */
of: number, };

/**
 * Who answers for a service.
 */
export type Owner = { 
/**
 * The team.
 */
team: string, 
/**
 * Whom to call first.
 */
person?: PersonId, };

/**
 * The places of the page.
 */
export type PageDriftView = { 
/**
 * Each with what was found there.
 */
places: Array<PagePlaceView>, };

/**
 * As what the page is saved.
 */
export type PageForm = "folder" | "zip";

/**
 * A place of the page.
 */
export type PagePlaceView = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Where it is.
 */
address: string, 
/**
 * When it was last looked.
 */
at: Millis | null, 
/**
 * In what it differs from what was approved, a sentence each.
 */
drifts: Array<string>, 
/**
 * Why it could not be read.
 */
failure: string | null, 
/**
 * Whether this laptop can set it right.
 */
mendable: boolean, };

/**
 * A part of a text.
 */
export type Part = { 
/**
 * What it says, or what is missing.
 */
text: string, 
/**
 * Whether it is missing.
 */
gap: boolean, };

/**
 * Somebody takes part.
 */
export type ParticipantView = { person: PersonId, name: string, };

/**
 * A piece of a text that somebody says something about. It stays with its words, whatever is written around them.
 */
export type Passage = { 
/**
 * The name of the text.
 */
section: string, 
/**
 * Where it begins: a relative position of Yjs, in base64.
 */
from: string, 
/**
 * Where it ends, likewise.
 */
to: string, 
/**
 * What it said then. It is shown where nothing of the passage is left.
 */
words: string, };

/**
 * What the book knows of a person besides the name.
 */
export type PersonDetail = "handle" | "phone" | "email" | "zone";

/**
 * A person, whatever they are called at the moment.
 */
export type PersonId = string;

/**
 * Somebody of the book.
 */
export type PersonView = { id: PersonId, name: string, handle: string, phone: string | null, email: string | null, zone: string | null, retired: boolean, me: boolean, };

/**
 * The moments that metrics are made of.
 */
export type Point = "impact_started" | "detected" | "alert_fired" | "declared" | "acknowledged" | "manager_assigned" | "classified" | "first_internal_update" | "first_public_update" | "cause_identified" | "mitigated" | "resolved" | "closed" | "review_held" | "review_published";

/**
 * A moment.
 */
export type PointView = { point: Point, name: string, at: Millis | null, by: string | null, recorded_at: Millis | null, was: string | null, };

/**
 * Who else is in a war room at the moment; nobody where no hub says so.
 */
export type PresenceView = { 
/**
 * Of which incident.
 */
incident: IncidentId, 
/**
 * By name.
 */
others: Array<PresentView>, };

/**
 * Somebody who is in a war room at the moment.
 */
export type PresentView = { 
/**
 * Who.
 */
person: PersonId, 
/**
 * What they are called.
 */
name: string, 
/**
 * Where they write, if they do.
 */
caret: Caret | null, };

/**
 * A page.
 */
export type PresentationPage = { 
/**
 * Its heading.
 */
title: string, 
/**
 * What it says.
 */
blocks: Array<BlockView>, };

/**
 * A review as it is presented.
 */
export type PresentationView = { 
/**
 * What people call the incident.
 */
label: string, 
/**
 * What happened.
 */
title: string, 
/**
 * Whether it was an exercise.
 */
drill: boolean, 
/**
 * How far the review is, in words.
 */
state: string, 
/**
 * As of when.
 */
at: Millis, 
/**
 * One page for whoever was not there.
 */
overview: Overview, 
/**
 * The sections in which something stands, and what came of the meetings.
 */
pages: Array<PresentationPage>, };

/**
 * A draft as its readers would see it. Whoever types waits for it at each key, so it holds what is looked at and no more.
 */
export type PreviewView = { 
/**
 * The text in the form that was asked for.
 */
form: FormView, 
/**
 * Whether it can be sent as it is.
 */
ready: boolean, 
/**
 * What it says of the next update, as the text reads; none where it says nothing.
 */
promised: Promised | null, 
/**
 * When its audience hears next if it leaves like this: by what it says, else by what its writer chose.
 */
next_due: Millis | null, 
/**
 * The review that was written down for the public and may go with it.
 */
review: AttachedReview | null, };

/**
 * How soon an action item has to be done.
 */
export type Priority = "high" | "medium" | "low";

/**
 * What stands above a review.
 */
export type ProcessView = { state: ReviewState, 
/**
 * Since when, by whom and why; nothing as long as it is the first draft.
 */
moved_at: Millis | null, moved_by: string | null, reason: string | null, 
/**
 * Whether the severity asks for a review.
 */
required: boolean, 
/**
 * Whether responders are done, so that it can be submitted.
 */
over: boolean, owner: PersonId | null, owner_name: string | null, 
/**
 * Whether somebody named the owner; else it is the Incident Manager.
 */
owner_named: boolean, facilitator: PersonId | null, facilitator_name: string | null, participants: Array<ParticipantView>, steps: Array<StepView>, 
/**
 * What its texts say now; none as long as nobody has begun it.
 */
edition: Edition | null, 
/**
 * Since it was submitted last.
 */
approvals: Array<ApprovalView>, 
/**
 * Whether somebody who may has agreed to what it says now.
 */
approved: boolean, 
/**
 * Whether the word of the person at this laptop would count.
 */
may_approve: boolean, 
/**
 * Whether the person at this laptop has not read yet what was sent on last. Whoever comes to its end has.
 */
to_read: boolean, 
/**
 * Who has read it, the first one first.
 */
readers: Array<ReaderView>, 
/**
 * Names of those who take part and have not.
 */
unread: Array<string>, 
/**
 * The first is version 1.
 */
publications: Array<PublicationView>, 
/**
 * What it lacks before it may go on: sentences.
 */
missing: Array<string>, 
/**
 * Whether the hub shows what was published last on a page.
 */
page: boolean, };

/**
 * How far an item is.
 */
export type Progress = "open" | "ticked" | "skipped";

/**
 * A promise to a customer.
 */
export type PromiseView = { promise: EntryRef, what: string, due: Millis, kept: Millis | null, };

/**
 * When people hear from us next.
 */
export type Promised = { "type": "by", "value": Millis } | { "type": "no_more" } | { "type": "doubtful", "value": Doubt };

/**
 * What there is to say of a draft: what it lacks, how it does, and how it differs from the last one.
 */
export type Proof = { 
/**
 * What it lacks, each once.
 */
gaps: Array<GapView>, 
/**
 * In how many places.
 */
missing: number, 
/**
 * Where these are in the draft, in order.
 */
holes: Array<Span>, 
/**
 * How it does.
 */
findings: Array<Finding>, 
/**
 * How it differs from what this audience heard last.
 */
changes: Array<WordChange>, 
/**
 * It says nearly the same as the last one: 0 to 1.
 */
similarity: number, 
/**
 * How many characters it has.
 */
length: number, 
/**
 * How many fit where it is read; none where that does not matter.
 */
limit: number | null, };

/**
 * It was published.
 */
export type PublicationView = { entry: EntryRef, by: string, at: Millis, 
/**
 * Whether it says now what was published then.
 */
current: boolean, };

/**
 * A QR code as one path of unit squares.
 */
export type QrView = { 
/**
 * How many squares it is wide and high, with the light border around it.
 */
size: number, 
/**
 * The dark squares, as the `d` of an SVG path.
 */
path: string, };

/**
 * What is looked at.
 */
export type QualityKind = "affected" | "doing" | "next_update" | "blame" | "counterfactual" | "repair" | "cause" | "names" | "jargon" | "secret" | "length";

/**
 * One question of the severity guideline, with the answers that speak for a severity.
 */
export type Question = { 
/**
 * What is asked.
 */
text: string, 
/**
 * The answers to choose from, worst first.
 */
answers: Array<Suggestion>, };

/**
 * What was asked.
 */
export type QuestionLine = { entry: EntryRef, about: string | null, text: string, by: string, answers: Array<AnsweredLine>, };

/**
 * The rules of one person on one laptop. As it comes, everything rings.
 */
export type Quiet = { 
/**
 * Only incidents in which this person holds a role ring.
 */
only_mine: boolean, 
/**
 * Drills do not ring, unless this person holds a role in them.
 */
drills: boolean, 
/**
 * When, day by day, only incidents in which this person holds a role ring.
 */
hours: Hours | null, };

/**
 * What the frame of the window shows on every screen.
 */
export type RailView = { 
/**
 * What the workspace is called.
 */
workspace: string, 
/**
 * Overdue first, then severity, then age.
 */
active: Array<BoardLine>, 
/**
 * How many are active, also where not all of them are told.
 */
total: number, 
/**
 * Those that are over where somebody still waits for what they were promised, the first first.
 */
promised: Array<BoardLine>, 
/**
 * Those of whose review a step of this person's is due soon or late, the latest first.
 */
reviews: Array<BoardLine>, 
/**
 * How many these are, also where not all of them are told.
 */
reviews_total: number, 
/**
 * Notices not yet read.
 */
unread: number, };

/**
 * Somebody has read it.
 */
export type ReaderView = { entry: EntryRef, by: string, at: Millis, 
/**
 * Whether they read what it says now.
 */
current: boolean, };

/**
 * What a person says about a hit: these words instead, or none where it stays.
 */
export type RedactionChoice = { 
/**
 * The words.
 */
what: string, 
/**
 * What stands instead; none where they stay.
 */
instead: string | null, };

/**
 * What a text says that may have to go, wherever it stands.
 */
export type RedactionHit = { 
/**
 * Why.
 */
kind: RedactionKind, 
/**
 * The words, as they stand first.
 */
what: string, 
/**
 * What could stand instead.
 */
instead: string, 
/**
 * Where.
 */
places: Array<RedactionPlace>, };

/**
 * Why something is looked at.
 */
export type RedactionKind = "person" | "customer" | "service" | "address";

/**
 * Where it stands.
 */
export type RedactionPlace = { 
/**
 * In which of the texts.
 */
text: number, 
/**
 * The words before it.
 */
before: string, 
/**
 * The words after it.
 */
after: string, };

/**
 * A past incident, why it is told, and what helped then.
 */
export type RelatedView = { 
/**
 * Its id.
 */
incident: IncidentId, 
/**
 * What people call it.
 */
label: string, 
/**
 * Its title.
 */
title: string, 
/**
 * How bad it was.
 */
severity: Severity | null, 
/**
 * When it began for us.
 */
opened: Millis, 
/**
 * What the two share, in words.
 */
why: string, 
/**
 * The measures that ended it.
 */
helped: Array<string>, 
/**
 * Whether its review was published.
 */
reviewed: boolean, };

/**
 * A section.
 */
export type ReleaseSection = { 
/**
 * The name of its text.
 */
id: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * Whether the public reads it.
 */
taken: boolean, };

/**
 * What the public would read, and what of it a person has to look at.
 */
export type ReleaseView = { 
/**
 * What it is called.
 */
title: string, 
/**
 * Its sections.
 */
sections: Array<ReleaseSection>, 
/**
 * What has to be looked at; the places count the title as 0, and after it the sections that are taken.
 */
hits: Array<RedactionHit>, 
/**
 * The page as it would be read.
 */
page: string, 
/**
 * What names these words: they are released as they were seen, or not at all.
 */
seen: string, 
/**
 * Since when the public reads one; none where it does not.
 */
public_since: Millis | null, 
/**
 * Whether one is written down that nobody has approved yet.
 */
waits: boolean, };

/**
 * What a person wants the public to read of a review.
 */
export type ReleaseWish = { 
/**
 * What it is called there; none where its incident's title does.
 */
title: string | null, 
/**
 * The sections that are left out; none where nobody has chosen.
 */
left_out: Array<string> | null, 
/**
 * What is kept, and what stands instead of the rest.
 */
choices: Array<RedactionChoice>, };

/**
 * An answer.
 */
export type RemarkAnswer = { 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: Millis, 
/**
 * What they said.
 */
text: string, };

/**
 * What became of a remark.
 */
export type RemarkState = "open" | "resolved" | "accepted" | "turned_down" | "torn";

/**
 * A comment or a suggestion.
 */
export type RemarkView = { 
/**
 * Its name.
 */
remark: EntryRef, 
/**
 * What it is about.
 */
passage: Passage, 
/**
 * Who.
 */
by: string, 
/**
 * Their id, where they are known.
 */
person: PersonId | null, 
/**
 * When.
 */
at: Millis, 
/**
 * What is said of the passage; none where other words are proposed.
 */
text: string | null, 
/**
 * The words that are proposed instead; none where it is a comment.
 */
suggested: string | null, 
/**
 * What became of it.
 */
state: RemarkState, 
/**
 * Who settled it, in order. Several who decided differently did so apart.
 */
settled: Array<SettledBy>, 
/**
 * Whether the proposed words are in the text.
 */
in_text: boolean, 
/**
 * Whether they were there and were taken out: they do not come in again.
 */
put_back: boolean, 
/**
 * What was answered.
 */
answers: Array<RemarkAnswer>, };

/**
 * How owners are reminded by mail of what they have to do.
 */
export type Reminders = { 
/**
 * The channel whose server takes the mails and whose name they carry. Who hears by it does not matter.
 */
destination: DestinationId, 
/**
 * Who sends them: the hub, or a laptop.
 */
sender: ReplicaKey, };

/**
 * How owners of action items and reviews are reminded by mail.
 */
export type RemindersView = { 
/**
 * By which channel.
 */
destination: DestinationId, 
/**
 * Who sends, in words.
 */
by: string, };

/**
 * A laptop in one workspace: its Ed25519 public key.
 */
export type ReplicaKey = string;

/**
 * What the record says at the beginning of a section.
 */
export type ReviewFill = "summary" | "impact" | "timeline" | "detection" | "causes" | "trouble" | "communication" | "promises" | "notes" | "actions";

/**
 * What the review of an incident has to be. Days count from when responders were done.
 */
export type ReviewPlan = { 
/**
 * Whether there has to be one.
 */
required: boolean, 
/**
 * Days until the draft is there; none where nobody waits for it.
 */
draft?: number | null, 
/**
 * Days until the meeting.
 */
meeting?: number | null, 
/**
 * Days until it is published.
 */
publication?: number | null, };

/**
 * A section.
 */
export type ReviewSection = { 
/**
 * The name of its text.
 */
id: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * What belongs there.
 */
hint: string, 
/**
 * Whether nothing stands there.
 */
empty: boolean, 
/**
 * Whether the outline no longer has it.
 */
left_out: boolean, };

/**
 * How far a review is.
 */
export type ReviewState = "draft" | "in_review" | "published";

/**
 * What has to be done until everybody can learn from a review.
 */
export type ReviewStep = "draft" | "meeting" | "publication";

/**
 * What a review begins with.
 */
export type ReviewTemplate = { 
/**
 * Which one it is, whatever it is called.
 */
id: ReviewTemplateId, 
/**
 * Its name.
 */
name: string, 
/**
 * For what it is.
 */
what?: string, 
/**
 * Its sections, in order.
 */
sections: Array<TemplateSection>, };

/**
 * A template of reviews.
 */
export type ReviewTemplateId = string;

/**
 * What a review can begin with, as Settings shows it.
 */
export type ReviewTemplateView = { 
/**
 * What it is.
 */
template: ReviewTemplate, 
/**
 * Whether it comes with Allclear: it is copied, not changed.
 */
shipped: boolean, 
/**
 * Whether nobody begins with it any more.
 */
retired: boolean, };

/**
 * What one person wrote in one go.
 */
export type ReviewVersion = { 
/**
 * The entries.
 */
entries: Array<EntryRef>, 
/**
 * Who.
 */
by: string, 
/**
 * Their id, where they are known.
 */
person: PersonId | null, 
/**
 * Whether this laptop wrote it.
 */
here: boolean, 
/**
 * When the last of it was written.
 */
at: Millis, };

/**
 * A review, or what it could begin with. Its texts come by `text` like those of every document.
 */
export type ReviewView = { 
/**
 * The name of its document.
 */
name: string, 
/**
 * Whether somebody began it.
 */
begun: boolean, 
/**
 * What gave it its sections, where that is known.
 */
begun_with: BegunWith | null, 
/**
 * What it can begin with.
 */
templates: Array<ReviewTemplate>, 
/**
 * Its sections in order; those that its outline no longer has and that hold a text come last.
 */
sections: Array<ReviewSection>, 
/**
 * Every line of the record and what the texts cite besides, by when it happened.
 */
evidence: Array<Evidence>, 
/**
 * Entries that are cited.
 */
cited: Array<EntryRef>, 
/**
 * The charts for which the record has values.
 */
charts: Array<ChartView>, 
/**
 * The figures that are cited, as the record has them now.
 */
figures: Array<FigureSaid>, 
/**
 * What was found, in the order of the sections.
 */
findings: Array<LintView>, 
/**
 * Who wrote when, oldest first.
 */
versions: Array<ReviewVersion>, 
/**
 * What others wrote and nobody has looked at on this laptop; null where nobody has opened it here.
 */
unseen: Array<EntryRef> | null, };

/**
 * A role, for example `incident-manager`.
 */
export type RoleId = string;

/**
 * A role.
 */
export type RoleSettings = { id: RoleId, name: string, duty: string, scope: Scope, };

/**
 * A role and who holds it.
 */
export type RoleView = { role: RoleId, name: string, duty: string, scope: Scope, required: boolean, holders: Array<HolderView>, };

/**
 * Everything that the war room shows.
 */
export type Room = { id: IncidentId, stream: Stream, label: string, title: string, kind: Kind, severity: Severity | null, stage: Stage, drill: boolean, private: boolean, called_off: CalledOff | null, erased: CalledOff | null, active: boolean, opened: Millis, impact_started: Millis | null, mitigated: Millis | null, resolved: Millis | null, countdowns: Array<Countdown>, links: Array<LinkView>, stages: Array<StageView>, roles: Array<RoleView>, checklists: Array<ChecklistView>, clashes: Array<Clash>, impact: Array<ImpactView>, services: Array<ServiceView>, mitigations: Array<MitigationView>, decisions: Array<DecisionView>, tasks: Array<TaskView>, actions: Array<ActionView>, tracker: PersonId | null, tracker_name: string | null, 
/**
 * Whether it has to have a review that is not published.
 */
review_missing: boolean, 
/**
 * What was promised in words and is open.
 */
promised: Array<OpenPromise>, points: Array<PointView>, detection: DetectionMethod | null, root_cause_type: string | null, root_cause_service: ServiceId | null, tags: Array<string>, fields: Array<FieldView>, granted: Array<PersonId>, 
/**
 * Oldest first.
 */
timeline: Array<Line>, };

/**
 * The war room and what nags there.
 */
export type RoomView = { 
/**
 * The incident.
 */
room: Room, 
/**
 * What Allclear reminds of, worst first.
 */
calls: Array<Call>, 
/**
 * Milliseconds before its deadline at which an update begins to press.
 */
soon: number, 
/**
 * Entries that the hub does not have yet.
 */
queued: Array<EntryRef>, 
/**
 * Whether this person may erase all of it.
 */
may_erase: boolean, };

/**
 * Rooms that are made for incidents, where their people meet.
 */
export type Rooms = { 
/**
 * Who is asked into each of them, as the other side names them.
 */
invite?: Array<string>, };

/**
 * What an admin says of something that the hub holds.
 */
export type Ruling = "admit" | "refuse";

/**
 * Random bytes drawn at every process start, so that a cloned disk cannot fork a series.
 */
export type Run = string;

/**
 * A line of a customer's history.
 */
export type SaidView = number | ExchangeView;

/**
 * Whether a role is held once or for a service.
 */
export type Scope = "one" | "several" | "affected_service" | "owning_service";

/**
 * How a section differs between two versions.
 */
export type SectionChange = { 
/**
 * The section.
 */
id: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * What it said, what it says, in order.
 */
changes: Array<WordChange>, };

/**
 * A section of a review, unique within it.
 */
export type SectionId = string;

/**
 * One that could send something.
 */
export type SenderView = { 
/**
 * Its key.
 */
sender: ReplicaKey, 
/**
 * Which of the two it is.
 */
by: By, 
/**
 * Whether it is the one that was named.
 */
again: boolean, };

/**
 * One sender with the destinations to which it would send.
 */
export type SendsView = { 
/**
 * Its key.
 */
sender: ReplicaKey, 
/**
 * Which of the two it is.
 */
by: By, 
/**
 * Where to.
 */
to: Array<WayOutTo>, 
/**
 * What to know before it is approved, where the hub is away.
 */
warning: string | null, };

/**
 * One author's uninterrupted run of entries in one stream; `seq` counts within it from 1 without a gap.
 */
export type Series = { 
/**
 * Where.
 */
stream: Stream, 
/**
 * Whose laptop.
 */
replica: ReplicaKey, 
/**
 * Which start of the process.
 */
run: Run, };

/**
 * A service as it was called when somebody named it, copied from the book.
 */
export type Service = { 
/**
 * Its id in the book.
 */
id: ServiceId, 
/**
 * Its name then.
 */
name: string, };

/**
 * A service of the catalogue.
 */
export type ServiceId = string;

/**
 * An affected service and its all-clear.
 */
export type ServiceView = { id: ServiceId, name: string, owner: string | null, on_call: Array<string>, all_clear: Millis | null, all_clear_by: string | null, withdrawn: string | null, };

/**
 * Something that this laptop wrote, and that the hub has said does not count.
 */
export type SetAsideView = { series: Series, incident: IncidentId | null, title: string, 
/**
 * How many entries nobody has looked at.
 */
entries: number, 
/**
 * What the first of these say, in short.
 */
says: Array<string>, 
/**
 * What could not be written again.
 */
left: Array<LeftView>, 
/**
 * When the first of them was written.
 */
since: Millis, };

/**
 * Who settled a remark, and how.
 */
export type SettledBy = { 
/**
 * Who.
 */
by: string, 
/**
 * When.
 */
at: Millis, 
/**
 * Whether they took what was suggested; of a comment always.
 */
accepted: boolean, };

/**
 * A draft as it would leave, taken from what the log holds.
 */
export type SettledView = { 
/**
 * What it is said for.
 */
occasion: Occasion, 
/**
 * Its words.
 */
text: string, 
/**
 * When its audience hears next.
 */
next_due: Millis | null, 
/**
 * Whether there is anything to say.
 */
ready: boolean, };

/**
 * A severity as it was when somebody chose it, copied from the book.
 */
export type Severity = { 
/**
 * Its id in the book.
 */
id: SeverityId, 
/**
 * Its name then.
 */
name: string, 
/**
 * 1 is the worst.
 */
rank: number, };

/**
 * A severity of the book, for example `major`.
 */
export type SeverityId = string;

/**
 * A severity with its rules.
 */
export type SeverityView = { severity: Severity, criteria: string, cadence: Cadence, review: ReviewPlan, };

/**
 * What the desk tells whoever shows it.
 */
export type Signal = { "event": "stale", "data": Stale } | { "event": "open", "data": IncidentId } | { "event": "progress", "data": ImportProgress } | { "event": "switched" };

/**
 * From one place of a draft to another.
 */
export type Span = { 
/**
 * The first unit.
 */
from: number, 
/**
 * The first that does not belong to it.
 */
to: number, };

/**
 * What stands in a line.
 */
export type SpanView = { "type": "words", "is": string } | { "type": "break" } | { "type": "strong", "is": Array<SpanView> } | { "type": "emphasis", "is": Array<SpanView> } | { "type": "code", "is": string };

/**
 * The seven stages, then closed.
 */
export type Stage = "detect" | "create" | "classify" | "troubleshoot" | "resolve" | "review" | "follow_up" | "closed";

/**
 * A stage and how long the incident has been or was in it.
 */
export type StageView = { 
/**
 * Which.
 */
stage: Stage, 
/**
 * Its name.
 */
name: string, 
/**
 * When it was last entered.
 */
entered: Millis | null, 
/**
 * Milliseconds spent in it before the present stay, over all its stays.
 */
spent: number, 
/**
 * How often it was entered.
 */
times: number, };

/**
 * Which views are out of date, told to every window. Without `stream` they are so for every incident.
 */
export type Stale = { 
/**
 * Names of commands whose answers changed.
 */
views: Array<string>, 
/**
 * The incident's stream.
 */
stream: string | null, };

/**
 * Whether a line still says what it said.
 */
export type Standing = "stands" | "retracted" | "redacted";

/**
 * What the window needs to know before it shows anything.
 */
export type Start = { 
/**
 * The person at this laptop.
 */
me: PersonId, 
/**
 * What they are called.
 */
name: string, 
/**
 * Their IANA zone, in which they write times.
 */
zone: string, 
/**
 * Which workspace it is: what the page keeps of it is of no other.
 */
id: WorkspaceId, 
/**
 * What it is called.
 */
workspace: string, 
/**
 * Nobody has introduced themselves yet.
 */
first_run: boolean, 
/**
 * Name and version as a person says them.
 */
version: string, 
/**
 * No window of our own: a browser shows this.
 */
headless: boolean, 
/**
 * Nothing locks the key of this laptop, and nobody wished for that: there is no keychain.
 */
key_lies_open: boolean, 
/**
 * What this person should know about how their data lies here: sentences.
 */
warnings: Array<string>, };

/**
 * The public status page itself.
 */
export type StatusPage = { 
/**
 * Whose status it shows.
 */
name: string, 
/**
 * Where everybody finds it.
 */
address?: string, 
/**
 * In whose name its feed names things, as RFC 4151 has it: a host and a day. It stays when the address changes, or
 * everything would be new to whoever reads the feed.
 */
authority?: string, };

/**
 * The public status page, and what the book says of it.
 */
export type StatusPageView = { 
/**
 * Whose status it shows, and where.
 */
page: StatusPage, 
/**
 * The groups, in order; those that are no more too.
 */
groups: Array<GroupView>, 
/**
 * The components, in order; those that are no more too.
 */
components: Array<ComponentView>, 
/**
 * The work that was announced, the latest first.
 */
maintenances: Array<MaintenanceView>, 
/**
 * How many incidents are on it.
 */
incidents: number, 
/**
 * The first page as everybody would see it now.
 */
front: string, 
/**
 * Under which key this laptop signs it.
 */
key: ReplicaKey, };

/**
 * A step.
 */
export type StepView = { step: ReviewStep, name: string, due: Millis | null, 
/**
 * By when it was by the plan, where somebody moved it.
 */
planned: Millis | null, done: Millis | null, 
/**
 * Whether it is late, or was when it was done.
 */
late: boolean, };

/**
 * The name of a stream: one byte of kind and 16 bytes of id, so that the head of an entry has a fixed width.
 *
 * As text: `incident/…`, `document/…` with 32 hex digits, `book/people`; a kind or section that only a
 * newer version knows is `kind-N/…` with hex digits, and is kept and passed on like any other.
 */
export type Stream = string;

/**
 * Whether somebody who asked hears.
 */
export type SubscriberState = "hears" | "waiting" | "bounced";

/**
 * Somebody who asked to hear.
 */
export type SubscriberView = { 
/**
 * By which they are removed.
 */
name: string, 
/**
 * By which way they hear.
 */
way: HearsBy, 
/**
 * Where.
 */
address: string, 
/**
 * Whether they hear.
 */
state: SubscriberState, 
/**
 * Since when that is so.
 */
since: Millis, };

/**
 * Some of those who hear.
 */
export type SubscribersView = { 
/**
 * How many hear by e-mail.
 */
email: number, 
/**
 * How many hear by webhook.
 */
webhook: number, 
/**
 * How many have not confirmed.
 */
waiting: number, 
/**
 * How many nothing reaches.
 */
bounced: number, 
/**
 * Those, by address.
 */
subscribers: Array<SubscriberView>, 
/**
 * Whether more come after the last.
 */
more: boolean, };

/**
 * An answer and the severity it speaks for.
 */
export type Suggestion = { 
/**
 * The answer.
 */
answer: string, 
/**
 * The severity that it suggests; none when it says nothing.
 */
severity?: SeverityId, };

/**
 * The states of the sync chip.
 */
export type SyncState = "alone" | "synced" | "syncing" | "offline" | "needs_attention" | "unreachable";

/**
 * How far this laptop and the hub are in step.
 */
export type SyncView = { 
/**
 * In one word.
 */
state: SyncState, 
/**
 * Entries that the hub does not have yet.
 */
waiting: number, 
/**
 * Since when the hub does not answer, or says no.
 */
since: Millis | null, 
/**
 * Why: a sentence.
 */
why: string | null, 
/**
 * The hub's address, as people say it; none without a hub.
 */
hub: string | null, 
/**
 * When the hub last showed that it holds the same.
 */
last: Millis | null, 
/**
 * Since when it has not, although all that it told of is here.
 */
unproven: Millis | null, 
/**
 * What waits, the oldest first.
 */
list: Array<WaitingView>, 
/**
 * What the hub did not take.
 */
kept_back: Array<KeptBackView>, 
/**
 * What of this laptop's the hub has cut.
 */
set_aside: Array<SetAsideView>, 
/**
 * What the hub was found to have done.
 */
findings: Array<FindingView>, 
/**
 * What the hub holds until this person, an admin, has looked at it.
 */
held: Array<HeldView>, 
/**
 * This laptop began the workspace, so it can hand it to a hub.
 */
founder: boolean, 
/**
 * A workspace that was joined and opens at the next start.
 */
next: string | null, 
/**
 * An invitation that was opened and waits for a word.
 */
invited: string | null, };

/**
 * Where a decision was taken, and who sees to it.
 */
export type Taken = { 
/**
 * In which meeting.
 */
meeting: EntryRef, 
/**
 * Whose it is.
 */
owner?: PersonId, };

/**
 * What was decided.
 */
export type TakenLine = { entry: EntryRef, question: string | null, chosen: string, why: string | null, owner: string | null, };

/**
 * How far a task is.
 */
export type TaskState = "open" | "doing" | "blocked" | "done";

/**
 * A task.
 */
export type TaskView = { id: EntryRef, text: string, who: string | null, person: PersonId | null, due: Millis | null, state: TaskState, by: string, at: Millis, 
/**
 * The line that would say the same, for changing it.
 */
line: string, };

/**
 * A section as a template has it.
 */
export type TemplateSection = { 
/**
 * How its text is called in a review, for ever.
 */
id: SectionId, 
/**
 * Its heading.
 */
title: string, 
/**
 * What belongs there.
 */
hint?: string, 
/**
 * What the record says there at the beginning; nothing where people have to think first.
 */
fill?: ReviewFill | null, };

/**
 * How the addresses of a kind of link are made.
 */
export type TemplateView = { link: LinkKind, name: string, template: string | null, };

/**
 * All templates and their variables.
 */
export type TemplatesView = { 
/**
 * Every audience on every occasion.
 */
words: Array<WordsView>, 
/**
 * What can stand in them.
 */
variables: Array<VariableView>, };

/**
 * A text that several people write.
 */
export type TextView = { 
/**
 * All of it, or what the page that asked has not yet, as updates of Yjs in base64.
 */
updates: Array<string>, 
/**
 * Somebody wrote in it.
 */
begun: boolean, 
/**
 * Something was written on top of what has not come yet.
 */
waits: boolean, 
/**
 * So many changes cannot be read.
 */
refused: number, 
/**
 * Words that were written under a name under which others stand, and of which nobody said yet what becomes of them.
 */
aside: Array<AsideView>, 
/**
 * What stands for the words of all its texts, in 32 bits: a page that says something else is to be opened anew.
 */
sum: number, };

/**
 * A ticket. Entries come from elsewhere too, so what an entry holds is none before it was read as one.
 */
export type Ticket = { 
/**
 * Where it is, an address of the web.
 */
address: string, 
/**
 * What people call it, as far as its address says so.
 */
name: string, };

/**
 * An action item.
 */
export type Todo = { 
/**
 * What has to be done.
 */
text: string, 
/**
 * By whom.
 */
owner: string | null, 
/**
 * By when.
 */
due: Millis | null, 
/**
 * Whether that has passed.
 */
late: boolean, 
/**
 * Where it is followed besides.
 */
ticket?: Ticket, 
/**
 * How far it is, in a word.
 */
state: string, 
/**
 * Whether it is over.
 */
over: boolean, };

/**
 * What an audience heard.
 */
export type ToldView = { 
/**
 * The entry that says so.
 */
entry: EntryRef, 
/**
 * When.
 */
at: Millis, 
/**
 * The words as their readers got them, with what nobody sees made visible.
 */
text: string, 
/**
 * Them exactly as they were written, with their markup.
 */
exact: string, 
/**
 * Them without markup, as they are handed out: to be copied, and said to one customer.
 */
plain: string, 
/**
 * What for.
 */
occasion: Occasion | null, 
/**
 * By which channels; none where it was told elsewhere and nobody said where.
 */
channels: Array<Channel>, 
/**
 * Whether people who were apart told it twice by one of them.
 */
twice: boolean, };

/**
 * What a part of a meeting is about. It keeps its words, whatever becomes of the section or the question it was.
 */
export type Topic = { 
/**
 * What of the agenda: `section/causes`, `remark/…`, `decision/…`.
 */
id: string, 
/**
 * How it was called then.
 */
title: string, };

/**
 * What was talked about, and for how long.
 */
export type TopicLine = { title: string, 
/**
 * In milliseconds; what goes on now is counted up to now.
 */
spent: number, };

/**
 * How a destination is spoken to. Whatever has to stay secret, an address with a token in it too, is not here:
 * it lies in the keychain of whoever sends.
 */
export type Transport = { "type": "email", server: string, port: number, security: MailSecurity, user?: string, from: string, to: Array<string>, 
/**
 * At most so many mails are handed over in a second; as many as the server takes where nothing is said.
 */
per_second?: number, } | { "type": "slack", channel?: string, } | { "type": "teams", } | { "type": "teams_app", tenant: string, client: string, team: string, organizer?: string, } | { "type": "mattermost", } | { "type": "matrix", homeserver: string, room: string, } | { "type": "webhook", url: string, } | { "type": "statuspage", page: string, components?: Array<HostedComponent>, } | { "type": "bucket", endpoint: string, region: string, bucket: string, folder?: string, key: string, } | { "type": "subscribers", server: string, port: number, security: MailSecurity, user?: string, from: string, 
/**
 * At most so many mails are handed over in a second; as many as the server takes where nothing is said.
 */
per_second?: number, };

/**
 * A sentence that others changed as well as whoever looks, while they were apart.
 */
export type TwiceView = { 
/**
 * In which section.
 */
section: string, 
/**
 * Its heading.
 */
title: string, 
/**
 * With the changes of this laptop alone, beside what both had before.
 */
ours: Array<WordChange>, 
/**
 * With those of the others alone.
 */
theirs: Array<WordChange>, 
/**
 * With both, as it stands now.
 */
merged: Array<WordChange>, 
/**
 * Where that begins in the section's text, in UTF-16 units.
 */
from: number, };

/**
 * An incident that cannot be read.
 */
export type UnreadView = { 
/**
 * Which one.
 */
incident: IncidentId, 
/**
 * Its number, where the board shows it.
 */
label: string | null, 
/**
 * Its title, where the board shows it.
 */
title: string | null, 
/**
 * Why it cannot be read, with the way out.
 */
words: string, };

/**
 * What somebody is about to say.
 */
export type Unsent = { 
/**
 * To whom.
 */
audience: Audience, 
/**
 * What it is for.
 */
occasion: Occasion, 
/**
 * A template with its gaps.
 */
text: string, 
/**
 * When the next update comes, where the text does not say it.
 */
next_due: Millis | null, 
/**
 * What it says of the components of the status page.
 */
components: Array<ComponentWish>, };

/**
 * How far an update is.
 */
export type UpdateState = "waiting" | "sent_back" | "approved" | "posted" | "replaced";

/**
 * An update on its way, or posted.
 */
export type UpdateView = { 
/**
 * Its name.
 */
update: EntryRef, 
/**
 * For whom.
 */
audience: Audience, 
/**
 * What for.
 */
occasion: Occasion, 
/**
 * The words, with their markup.
 */
text: string, 
/**
 * Them exactly as they were written: what is edited.
 */
exact: string, 
/**
 * Them as they leave: what is copied.
 */
by_hand: HandOut, 
/**
 * When it says that the next one comes.
 */
next_due: Millis | null, 
/**
 * Whether that time has passed before it left.
 */
late: boolean, 
/**
 * Who wrote it.
 */
by: string, 
/**
 * When.
 */
at: Millis, 
/**
 * How far it is.
 */
state: UpdateState, 
/**
 * Who approved it.
 */
approved_by: string | null, 
/**
 * Why it was sent back, and by whom.
 */
sent_back: string | null, 
/**
 * By which channels it was posted.
 */
posted: Array<Channel>, 
/**
 * The review that the public reads once it is approved.
 */
review: AttachedReview | null, };

/**
 * A variable of templates, for Settings.
 */
export type VariableView = { 
/**
 * What stands between the braces.
 */
word: string, 
/**
 * What a person calls it.
 */
label: string, };

/**
 * How a text does in one respect.
 */
export type Verdict = "passed" | "advice" | "failed";

/**
 * What waits to be offered, of one stream.
 */
export type WaitingView = { series: Series, incident: IncidentId | null, title: string, entries: number, since: Millis, };

/**
 * Which way words went.
 */
export type Way = "reported" | "told" | "offered" | "promised";

/**
 * A destination that an approved update goes to.
 */
export type WayOutTo = { 
/**
 * Its id.
 */
id: DestinationId, 
/**
 * What it is called.
 */
name: string, };

/**
 * Who would send what is approved now, for one audience.
 */
export type WayOutView = { 
/**
 * Whose it is.
 */
audience: Audience, 
/**
 * Each sender with what it sends.
 */
ways: Array<SendsView>, 
/**
 * Destinations for which something is missing here: what goes there is posted by hand.
 */
by_hand: Array<ByHand>, };

/**
 * What is wrong with the time of a promise.
 */
export type WhyDoubtful = "past" | "no_such_zone" | "many_zones" | "out_of_season" | "skipped" | "twice" | "no_such_time" | "differ" | "no_clock" | "half_of_day" | "not_before";

/**
 * From when until when work is planned.
 */
export type Window = { 
/**
 * When it begins.
 */
from: Millis, 
/**
 * When it is over.
 */
until: Millis, };

/**
 * Words in a row that have the same fate.
 */
export type WordChange = { "type": "same", "text": string } | { "type": "added", "text": string } | { "type": "removed", "text": string };

/**
 * What an audience is told on an occasion, for Settings.
 */
export type WordsView = { 
/**
 * For whom.
 */
audience: Audience, 
/**
 * When.
 */
occasion: Occasion, 
/**
 * The words.
 */
text: string, 
/**
 * Whether nobody has written others.
 */
ours: boolean, };

/**
 * A workspace: its founder's Ed25519 public key, the root of all enrolments.
 */
export type WorkspaceId = string;

/**
 * A workspace on this laptop.
 */
export type WorkspaceView = { 
/**
 * Which; none where its file cannot be read.
 */
id: WorkspaceId | null, 
/**
 * What it is called.
 */
name: string, 
/**
 * It is the one that is open.
 */
open: boolean, 
/**
 * How many incidents it has.
 */
incidents: number, 
/**
 * Its hub, as people say it, if it has one.
 */
hub: string | null, 
/**
 * Why it cannot be read, or what was repaired in it: a sentence.
 */
why: string | null, };
