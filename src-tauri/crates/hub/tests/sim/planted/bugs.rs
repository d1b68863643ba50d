//! The bugs that are planted: each a mistake that somebody could make, in the place where they would make it.

/// A text of the workspace, and what stands in its place while the bug is planted.
pub(crate) struct Bug {
    /// What goes wrong then.
    pub name: &'static str,
    /// From the folder of all crates.
    pub file: &'static str,
    pub good: &'static str,
    pub bad: &'static str,
}

const fn bug(name: &'static str, file: &'static str, good: &'static str, bad: &'static str) -> Bug {
    Bug { name, file, good, bad }
}

const APPEND: &str = "journal/src/append.rs";
const DOCUMENT: &str = "document/src/lib.rs";
const INCIDENT: &str = "incident/src/record.rs";
const WRITE: &str = "journal/src/write.rs";
const SIFT: &str = "journal/src/sift.rs";
const ABSORB: &str = "journal/src/absorb.rs";
const HUBS: &str = "journal/src/hubs.rs";
const EXCHANGE: &str = "sync/src/exchange.rs";
const TAKE: &str = "hub/src/take.rs";
const NUMBERS: &str = "hub/src/numbers.rs";
const AUTHORIZE: &str = "hub/src/authorize.rs";
const AUDIENCE: &str = "hub/src/audience.rs";
const FEED: &str = "hub/src/feed.rs";
const ENTRIES: &str = "hub/src/routes/entries.rs";

pub(crate) const BUGS: &[Bug] = &[
    bug(
        "one commit in thirty is acknowledged before it is made",
        WRITE,
        r#"    writer.prepare_cached("COMMIT")?.execute([])?;"#,
        r#"    static COMMITS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    if COMMITS.fetch_add(1, Ordering::Relaxed) % 30 != 29 {
        writer.prepare_cached("COMMIT")?.execute([])?;
    }"#,
    ),
    bug(
        "what is offered counts as held before the hub has answered",
        EXCHANGE,
        "            let asked = match entries.is_empty() {",
        "            let done = Some((from, up_to));
            self.journal.offered(self.hub, Offered { done, ..Offered::default() })?;
            let asked = match entries.is_empty() {",
    ),
    bug(
        "the furthest place that was heard of is read on from",
        HUBS,
        "SET seen = ?2, seen_mark = ?3",
        "SET seen = ?2, seen_mark = ?3, position = ?2, mark = ?3",
    ),
    bug(
        "the cursor moves before the page is stored",
        EXCHANGE,
        "                self.take(page.entries, Some(ReadOn { place: place(page.cursor), more: page.more }))?;",
        "                self.take(Vec::new(), Some(ReadOn { place: place(page.cursor), more: false }))?;
            self.remote.heads(None, None).await?;
            self.take(page.entries, None)?;",
    ),
    bug(
        "what is sent twice is not known again",
        SIFT,
        "        } else if number <= seq {",
        "        } else if number < seq {",
    ),
    bug(
        "a gap is taken for the end",
        SIFT,
        "        matches!(self, Self::Gap { .. } | Self::Unsigned | Self::Bodiless | Self::Damaged)",
        "        matches!(self, Self::Unsigned | Self::Bodiless | Self::Damaged)",
    ),
    bug(
        "what came too early is not asked for again",
        HUBS,
        "                        owe(tx, hub, &series, seq)?\n",
        "                        forgive(tx, hub, &series, seq)?\n",
    ),
    bug(
        "whoever is let in is not given what came before",
        EXCHANGE,
        "            for stream in opened {",
        "            for stream in opened.into_iter().take(0) {",
    ),
    bug(
        "a page that lets somebody in is taken as it is heard",
        EXCHANGE,
        "    if page.entries.iter().any(|entry| speaks_of_access(entry) || speaks_of_cuts(entry)) {",
        "    if page.entries.len() > 1_000 && page.entries.iter().any(speaks_of_access) || page.entries.iter().any(speaks_of_cuts) {",
    ),
    bug(
        "a hub that was put back to a backup is taken for the same",
        ENTRIES,
        "        let same = self.store.cursor_at(cursor.position)? == Some(cursor);",
        "        let same = self.store.cursor_at(cursor.position)?.is_some();",
    ),
    bug(
        "what was offered to a hub that is gone counts for the one that came after it",
        HUBS,
        r#"            tx.execute("DELETE FROM hubs WHERE hub = ?1", [hub.0])?;"#,
        r#"            tx.execute("UPDATE hubs SET position = 0, seen = 0, mark = zeroblob(8), seen_mark = zeroblob(8) WHERE hub = ?1", [hub.0])?;"#,
    ),
    bug(
        "whoever was revoked goes on",
        AUTHORIZE,
        "        Actor::Device(device) if device.revoked_at.is_some() => return Err(Denied::Revoked),\n",
        "",
    ),
    bug(
        "what is private is for everybody",
        AUTHORIZE,
        "            let open = !audience.private && (!private || audience.settled);",
        "            let open = !audience.private || private;",
    ),
    bug(
        "listeners are told what is private",
        FEED,
        "        if audience.private || audience.veils(&one.entry.head.series(), one.entry.head.seq) {",
        "        if audience.veils(&one.entry.head.series(), one.entry.head.seq) {",
    ),
    bug(
        "who may see a stream is never asked again",
        AUDIENCE,
        "        self.of.remove(&stream);",
        "        self.of.get(&stream);",
    ),
    bug(
        "a receipt is given for one entry more than there is",
        TAKE,
        "        let SeriesEnd { series, seq, hash } = *end;",
        "        let SeriesEnd { series, seq, hash } = SeriesEnd { seq: end.seq + 1, ..*end };",
    ),
    bug(
        "a number is given twice",
        NUMBERS,
        "    change.set_next_number(number.saturating_add(1))?;",
        "    change.set_next_number(number)?;",
    ),
    bug(
        "an incident is numbered anew with each push",
        NUMBERS,
        "            if standing(&record).next().is_none() && incident.exists() {",
        "            if incident.exists() {",
    ),
    bug(
        "two incidents go on sharing a number",
        NUMBERS,
        "            self.keep(change, *stream, now)?;",
        "            self.keep(change, Stream::Book(incident::stream::Section::People), now)?;",
    ),
    bug(
        "a redaction that comes from elsewhere hides nothing on the disk",
        ABSORB,
        "            self.dropped += redact::drop_hidden(self.tx, &fit.record)?;",
        "",
    ),
    bug(
        "what a new value replaces goes on standing",
        INCIDENT,
        "                standing.retain(|i| !event.base().contains(&self.facts[*i].id));",
        "",
    ),
    bug(
        "a series that was written twice goes on",
        TAKE,
        "        self.ends.extend(absorbed.forked.into_iter().map(|(series, seq)| (series, Some(seq))));\n",
        "",
    ),
    bug(
        "a laptop keeps the branch that does not count",
        ABSORB,
        "            if cuts {",
        "            if cuts && hub.is_none() {",
    ),
    bug(
        "whoever may only read writes",
        AUTHORIZE,
        "        (Action::Write, Resource::Workspace) if device.role != Role::Observer => Ok(()),",
        "        (Action::Write, Resource::Workspace) => Ok(()),",
    ),
    bug(
        "what was taken once does not come back where its author may only read by now",
        EXCHANGE,
        "            if self.declined || self.evidence.restoring {",
        "            if self.waited {",
    ),
    bug(
        "of a series that is taken in part the rest is forgotten",
        HUBS,
        "    if seq < held.seq {",
        "    if seq > held.seq {",
    ),
    bug(
        "a receipt from before a hub was put back says what it holds now",
        EXCHANGE,
        "                let known = journal.still_held_by(hub, series)?;",
        "                let known = journal.confirmed_by(hub, series)?;",
    ),
    bug(
        "the texts of an incident are for everybody",
        AUDIENCE,
        "            let audience = self.of(store, Stream::Incident(incident))?;",
        "            let _ = incident;
            let audience = Arc::new(Audience { settled: true, ..Audience::default() });",
    ),
    bug(
        "what a page writes next is taken for too early",
        DOCUMENT,
        "        form.begins.iter().any(|(client, clock)| *clock > u64::from(",
        "        form.begins.iter().any(|(client, clock)| *clock > 0 && *clock >= u64::from(",
    ),
    bug(
        "what belongs together is written in two transactions",
        APPEND,
        "        let mut appended = self.append_all(author, at, vec![Work { stream, private, drafts, at: None }])?;",
        "        let mut drafts = drafts;
        let last = drafts.split_off(drafts.len().saturating_sub(1));
        let work = |drafts| vec![Work { stream, private, drafts, at: None }];
        let before = if drafts.is_empty() { None } else { self.append_all(author, at, work(drafts))?.pop() };
        let mut appended = self.append_all(author, at, work(last))?;
        if let (Some(before), Some(last)) = (before, appended.last_mut()) {
            last.refs.splice(0..0, before.refs);
        }",
    ),
];
