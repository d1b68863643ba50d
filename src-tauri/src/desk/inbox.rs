//! The inbox, and the watch that fills it from nags.

use incident::board::Row;
use incident::command::Command;
use incident::decide::Asker;
use incident::id::{IncidentId, Millis};
use incident::incident::Incident;
use incident::nag::{Call, answers, calls, concerns};
use incident::record::Record;
use incident::stream::Stream;
use incident::text::one_line;
use incident::value::Stage;
use journal::{BoardQuery, Notice, Phase, Put, Sort, Which};

use super::Desk;
use super::hub::HELD;
use crate::failure::Failure;
use crate::views::{InboxView, NoticeView};

/// Notices shown; older ones stay in the file.
const NOTICES: usize = 200;

/// What is told of an incident that became private.
const NOW_PRIVATE: &str = "It is private by now. Open it to read more.";

impl Desk {
    /// What Allclear told this person, newest first.
    pub fn inbox(&self) -> Result<InboxView, Failure> {
        let notices = self.journal.inbox(NOTICES)?.into_iter().map(|posted| NoticeView {
            id: posted.id,
            incident: posted.notice.stream.incident(),
            hub: posted.notice.nag == HELD,
            nag: serde_json::from_value(posted.notice.nag.into()).ok(),
            title: posted.notice.title,
            text: posted.notice.text,
            at: posted.notice.at,
            read: posted.read,
        });
        Ok(InboxView { unread: self.journal.unread()?, notices: notices.collect() })
    }

    /// Marks one notice as read, or all.
    pub fn read_notice(&self, id: Option<i64>) -> Result<InboxView, Failure> {
        self.journal.mark_read(id.map_or(Which::All, Which::One))?;
        self.stale(&["inbox", "rail"], None);
        self.inbox()
    }

    /// Silences what nags for some minutes, and records that.
    pub fn snooze(&self, incident: IncidentId, call: &Call, minutes: u32) -> Result<(), Failure> {
        let (nag, about, audience) = (call.nag, call.about, call.audience);
        self.execute(incident, Command::Snooze { nag, about, audience, minutes }).map(|_| ())
    }

    /// What was told of an incident before it became private says no more than what is told of it now.
    pub(super) fn hush(&self, incident: IncidentId, title: &str, text: &str) -> bool {
        let hushed = self.journal.hush(Stream::Incident(incident), title, text).unwrap_or_else(|error| {
            tracing::warn!(%error, "what was told of an incident could not be hushed");
            false
        });
        if hushed {
            self.stale(&["inbox", "rail"], None);
        }
        hushed
    }

    /// An incident was written in: if it is private now, what was told of it must say so, also where it is closed and
    /// nobody looks for reasons to speak any more.
    pub(super) fn hush_if_private(&self, incident: IncidentId, record: &Record) {
        let reading = Incident::of(record);
        if reading.is_private() && !reading.is_erased() {
            self.hush(incident, &format!("{} Private incident", reading.label()), NOW_PRIVATE);
        }
    }

    /// The incidents that are over and of which something has to be done: a review, or action items, which are followed to
    /// their end also where the incident is closed.
    pub fn unfinished(&self) -> Result<Vec<IncidentId>, Failure> {
        let mut rows = self.journal.board(&looked_at(self.now(), Phase::Review))?;
        rows.extend(self.closed_with_actions()?);
        Ok(rows.into_iter().map(|row| row.id).collect())
    }

    /// The incidents that were closed before all of their action items were done.
    fn closed_with_actions(&self) -> Result<Vec<Row>, Failure> {
        // None was done that late: these are the ones that are open.
        let mut rows = self.journal.with_actions(Millis(i64::MAX))?;
        rows.retain(|row| row.stage == Stage::Closed);
        Ok(rows)
    }

    /// Looks at every incident that is not over, and at what is to be done of those that are, posts what nags there, and gives what was not posted before and may
    /// interrupt this person now.
    pub fn sweep(&self) -> Result<Vec<(IncidentId, Notice, Call)>, Failure> {
        let now = self.now();
        let book = self.the_book();
        let (quiet, asker) = (self.quiet()?, Asker { now, ..self.asker(&book) });
        let (mut posted, mut ringing) = (false, Vec::new());
        let mut rows = self.journal.board(&looked_at(now, Phase::Active))?;
        rows.extend(self.journal.board(&looked_at(now, Phase::Review))?);
        rows.extend(self.closed_with_actions()?);
        for row in rows {
            // One incident that cannot be read must not silence the others.
            let record = match self.record(row.id) {
                Ok(record) => record,
                Err(failure) => {
                    tracing::warn!(%failure, incident = %row.id, "its nags cannot be looked for");
                    continue;
                }
            };
            // Notifications stand on lock screens and in the system's own log.
            let subject = if row.private { "Private incident".to_owned() } else { one_line(&row.title) };
            let title = format!("{} {subject}", row.label);
            if row.private {
                posted |= self.hush(row.id, &title, NOW_PRIVATE);
            }
            let reading = Incident::of(&record);
            let news = answers(reading, &book, self.person, now);
            let all = calls(reading, &book, now).into_iter();
            for call in all.filter(|call| concerns(reading, call, self.person)).chain(news) {
                let about = call.about.map(|entry| entry.to_string());
                let about = about.or(call.audience.map(|to| to.name().to_owned())).unwrap_or_default();
                // Its word in the contract; a text serialises to a text.
                let nag =
                    serde_json::to_value(call.nag).ok().and_then(|word| word.as_str().map(str::to_owned));
                let nag = nag.unwrap_or_default();
                let notice = Notice {
                    // The same reason to speak is told once, also after a restart.
                    key: format!("{}/{nag}/{about}/{}", row.id, call.since.0),
                    stream: Stream::Incident(row.id),
                    nag,
                    title: title.clone(),
                    text: if row.private { call.nag.name().to_owned() } else { call.text.clone() },
                    at: call.since,
                };
                let may_ring = quiet.lets_ring(reading, &call, &asker);
                let put = self.journal.put(&notice, may_ring).unwrap_or_else(|error| {
                    tracing::warn!(%error, "a notice could not be kept");
                    Put::default()
                });
                posted |= put.new;
                // What kept quiet rings as soon as it may, for as long as it has reason to speak.
                if put.rings {
                    ringing.push((row.id, notice, call));
                }
            }
        }
        if posted {
            self.stale(&["inbox", "rail", "board", "actions", "room"], None);
        }
        Ok(ringing)
    }
}

/// Those of a phase, the most urgent first.
fn looked_at(now: Millis, phase: Phase) -> BoardQuery {
    BoardQuery { now, phase, sort: Sort::Urgency, limit: 500, ..BoardQuery::default() }
}
