//! The contract with the UI, declared once: every command with its arguments and its answer.
//!
//! From this list come the Tauri commands, the bridge's routes, the permissions (the build script reads this file
//! too) and the TypeScript types. Each is a method of `Desk` with the same name, or of `Seat` where it may lead to
//! another desk.

/// Hands the contract to the macro `$then`.
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            start() -> Start;
            asked_for() -> Option<IncidentId>;
            introduce(name: String, workspace: String, zone: Option<String>) -> Start;
            rail() -> RailView;
            board(query: BoardRequest) -> BoardView;
            room(incident: IncidentId) -> RoomView;
            declare(command: Command) -> Done;
            execute(incident: IncidentId, command: Command) -> Done;
            comms(incident: IncidentId) -> CommsView;
            draft(incident: IncidentId, audience: Audience, occasion: Option<Occasion>) -> DraftView;
            write_draft(incident: IncidentId, audience: Audience, draft: Draft) -> ();
            text(incident: IncidentId, name: String, held: Option<String>) -> TextView;
            take_up_draft(incident: IncidentId, name: String, into: Option<String>) -> ();
            edit_text(incident: IncidentId, name: String, updates: Vec<String>) -> ();
            review(incident: IncidentId) -> ReviewView;
            begin_review(incident: IncidentId, template: String) -> ReviewView;
            outline_review(incident: IncidentId, template: String) -> ReviewView;
            review_process(incident: IncidentId) -> ProcessView;
            review_changes(incident: IncidentId, entries: Vec<EntryRef>) -> Vec<SectionChange>;
            review_alone(incident: IncidentId, entries: Vec<EntryRef>) -> Option<Vec<SectionChange>>;
            edited_twice(incident: IncidentId, entries: Vec<EntryRef>) -> Vec<TwiceView>;
            look_at_review(incident: IncidentId, entries: Vec<EntryRef>) -> ();
            review_version(incident: IncidentId, nth: u32) -> Vec<SectionChange>;
            meeting(incident: IncidentId) -> MeetingView;
            presentation(incident: IncidentId) -> PresentationView;
            remarks(incident: IncidentId, name: String) -> Vec<RemarkView>;
            comment(incident: IncidentId, name: String, passage: Passage, text: String) -> Vec<RemarkView>;
            answer_comment(incident: IncidentId, name: String, to: EntryRef, text: String) -> Vec<RemarkView>;
            resolve_comment(incident: IncidentId, name: String, comment: EntryRef, resolved: bool) -> Vec<RemarkView>;
            suggest_change(incident: IncidentId, name: String, passage: Passage, update: String) -> Vec<RemarkView>;
            decide_change(incident: IncidentId, name: String, suggestion: EntryRef, accepted: bool) -> Vec<RemarkView>;
            public_review(incident: IncidentId, wish: Option<ReleaseWish>) -> ReleaseView;
            release_review(incident: IncidentId, wish: ReleaseWish, seen: String) -> Done;
            written_review(incident: IncidentId, review: EntryRef) -> String;
            review_page(incident: IncidentId) -> String;
            related(incident: IncidentId) -> Vec<RelatedView>;
            preview(incident: IncidentId, unsent: Unsent, form: Form, at: Option<Millis>) -> PreviewView;
            proofread(incident: IncidentId, unsent: Unsent, at: Option<Millis>) -> ProofView;
            settle_draft(incident: IncidentId, audience: Audience, name: String, seen: Draft, at: Option<Millis>) -> SettledView;
            customers(incident: IncidentId) -> CustomersView;
            find_customers(words: String, most: Option<u32>) -> Vec<CustomerView>;
            preview_customers(token: String, columns: Option<Vec<Column>>) -> CustomerListDraft;
            import_customers(token: String, columns: Option<Vec<Column>>) -> CustomerListReport;
            brief(incident: IncidentId) -> BriefView;
            templates() -> TemplatesView;
            channels() -> ChannelsView;
            set_channel_secret(destination: DestinationId, secret: Option<String>, shown_to: String) -> ChannelsView;
            set_own_network(lines: String) -> ChannelsView;
            remind_by_mail(destination: Option<DestinationId>) -> ChannelsView;
            test_channel(destination: DestinationId) -> ChannelsView;
            entrust_channel(destination: DestinationId, secret: Option<String>, shown_to: String) -> ChannelsView;
            test_at_hub(destination: DestinationId) -> ChannelsView;
            actions() -> ActionsView;
            action_history(incident: IncidentId, action: EntryRef) -> ActionHistory;
            remind(owner: Option<PersonId>) -> String;
            outbox() -> OutboxView;
            status_page() -> StatusPageView;
            page_drift() -> PageDriftView;
            look_at_page() -> PageDriftView;
            mend_page() -> PageDriftView;
            subscribers(after: String) -> SubscribersView;
            add_subscribers(lines: String) -> AddedView;
            remove_subscriber(name: String) -> ();
            similar(title: String) -> Vec<BoardLine>;
            suggest(answers: Vec<Answer>) -> Option<SeverityId>;
            read_time(text: String, future: bool) -> Millis;
            book() -> BookView;
            edit(edit: Edit) -> Done;
            new_person(name: String) -> Done;
            search(text: String) -> Vec<HitView>;
            find(label: String) -> Option<IncidentId>;
            inbox() -> InboxView;
            read_notice(id: Option<i64>) -> InboxView;
            quiet() -> Quiet;
            set_quiet(quiet: Quiet) -> Quiet;
            test_notification() -> ();
            preview_import(token: String, mapping: Mapping) -> ImportDraft;
            run_import(token: String, mapping: Mapping) -> Report;
            cancel_import(token: String) -> ();
            link_target(incident: IncidentId, entry: EntryRef) -> String;
            check_log() -> LogView;
            key() -> KeyView;
            change_passphrase(old: String, new: Option<String>) -> KeyView;
            sync() -> SyncView;
            sync_again() -> SyncView;
            offer_again(series: Series) -> SyncView;
            rule(held: i64, ruling: Ruling) -> SyncView;
            write_again(series: Series) -> SyncView;
            join(link: String, name: Option<String>) -> Joined;
            take_over(link: String, name: Option<String>) -> Joined;
            leave_hub() -> ();
            adoption_code() -> String;
            devices() -> DevicesView;
            revoke_device(device: i64) -> ();
            appoint(person: PersonId, role: MemberRole) -> ();
            withdraw_invitation(invitation: i64) -> ();
            invite(role: MemberRole, uses: u32, hours: u32, person: Option<PersonId>) -> InvitationView;
            attend(incident: IncidentId, here: bool) -> ();
            point(incident: IncidentId, caret: Option<Caret>) -> ();
            presence(incident: IncidentId) -> PresenceView;
            workspaces() -> Vec<WorkspaceView>;
            open_workspace(workspace: WorkspaceId) -> ();
            import_workspace(workspace: WorkspaceId) -> ImportDraft;
        }
    };
}
