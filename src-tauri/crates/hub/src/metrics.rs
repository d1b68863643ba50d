//! Counts and durations for whoever watches over the hub, in the text format of OpenMetrics 1.0.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sync::Verdict;

use crate::gate::{Gate, REASONS};

/// The upper ends of the histogram's buckets, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// What is counted since the process began.
#[derive(Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<Label, Histogram>>,
    taken: AtomicU64,
    known: AtomicU64,
    waits: AtomicU64,
    refused: AtomicU64,
}

/// Route and status. Routes are patterns, so there are few.
type Label = (String, u16);

#[derive(Default)]
struct Histogram {
    /// How many were at most as long as each end; the last counts all.
    counts: [u64; BUCKETS.len() + 1],
    seconds: f64,
}

impl Metrics {
    /// A request was answered.
    pub(crate) fn answered(&self, route: &str, status: u16, took: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let histogram = requests.entry((route.to_owned(), status)).or_default();
        let seconds = took.as_secs_f64();
        histogram.seconds += seconds;
        let first = BUCKETS.iter().position(|end| seconds <= *end).unwrap_or(BUCKETS.len());
        for count in &mut histogram.counts[first..] {
            *count += 1;
        }
    }

    /// An entry was judged.
    pub(crate) fn judged(&self, verdict: &Verdict) {
        let counter = match verdict {
            Verdict::Taken => &self.taken,
            Verdict::Known => &self.known,
            Verdict::Waits { .. } => &self.waits,
            Verdict::Refused { .. } => &self.refused,
        };
        counter.fetch_add(1, Relaxed);
    }

    /// All of it as text.
    pub(crate) fn text(&self, listeners: usize, position: u64, summed: u64, gate: &Gate) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut text, listeners, (position, summed), gate);
        text
    }

    fn write(
        &self,
        text: &mut String,
        listeners: usize,
        (position, summed): (u64, u64),
        gate: &Gate,
    ) -> std::fmt::Result {
        writeln!(text, "# TYPE allclear_hub_request_duration_seconds histogram")?;
        writeln!(text, "# UNIT allclear_hub_request_duration_seconds seconds")?;
        writeln!(
            text,
            "# HELP allclear_hub_request_duration_seconds How long requests took until their answer began."
        )?;
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for ((route, status), histogram) in requests.iter() {
            let ends = BUCKETS.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
            let name = "allclear_hub_request_duration_seconds";
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            for (end, count) in ends.zip(histogram.counts) {
                let end = if end.contains(['.', 'I']) { end } else { format!("{end}.0") };
                writeln!(text, "{name}_bucket{{{labels},le=\"{end}\"}} {count}")?;
            }
            writeln!(text, "{name}_count{{{labels}}} {}", histogram.counts[BUCKETS.len()])?;
            writeln!(text, "{name}_sum{{{labels}}} {}", histogram.seconds)?;
        }
        writeln!(text, "# TYPE allclear_hub_entries counter")?;
        writeln!(text, "# HELP allclear_hub_entries Entries that were offered, by what became of them.")?;
        for (verdict, count) in [
            ("taken", &self.taken),
            ("known", &self.known),
            ("waits", &self.waits),
            ("refused", &self.refused),
        ] {
            writeln!(text, "allclear_hub_entries_total{{verdict=\"{verdict}\"}} {}", count.load(Relaxed))?;
        }
        writeln!(text, "# TYPE allclear_hub_position gauge")?;
        writeln!(text, "# HELP allclear_hub_position How many entries the log holds.")?;
        writeln!(text, "allclear_hub_position {position}")?;
        writeln!(text, "# TYPE allclear_hub_unsummed gauge")?;
        writeln!(
            text,
            "# HELP allclear_hub_unsummed How many entries the checksum lacks that laptops are told of."
        )?;
        writeln!(text, "allclear_hub_unsummed {}", position.saturating_sub(summed))?;
        writeln!(text, "# TYPE allclear_hub_listeners gauge")?;
        writeln!(text, "# HELP allclear_hub_listeners How many laptops listen at the moment.")?;
        writeln!(text, "allclear_hub_listeners {listeners}")?;
        writeln!(text, "# TYPE allclear_hub_connections gauge")?;
        writeln!(text, "# HELP allclear_hub_connections How many connections are open at the moment.")?;
        writeln!(text, "allclear_hub_connections {}", gate.open())?;
        writeln!(text, "# TYPE allclear_hub_sent_away counter")?;
        writeln!(text, "# HELP allclear_hub_sent_away How often somebody asked too much, by what of.")?;
        for (why, word) in REASONS {
            writeln!(text, "allclear_hub_sent_away_total{{why=\"{word}\"}} {}", gate.sent_away(why))?;
        }
        writeln!(text, "# EOF")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    #[test]
    fn a_histogram_counts_what_is_at_most_as_long_and_the_text_ends() {
        let metrics = Metrics::default();
        metrics.answered("/v1/entries", 200, Duration::from_millis(3));
        metrics.answered("/v1/entries", 200, Duration::from_secs(60));
        metrics.judged(&Verdict::Taken);
        let text = metrics.text(2, 7, 4, &Gate::new(Limits::default(), Vec::new()));
        let labels = "route=\"/v1/entries\",status=\"200\"";
        for (end, count) in [("0.0025", 0), ("0.005", 1), ("1.0", 1), ("10.0", 1), ("+Inf", 2)] {
            let line =
                format!("allclear_hub_request_duration_seconds_bucket{{{labels},le=\"{end}\"}} {count}\n");
            assert!(text.contains(&line), "{line} is not in\n{text}");
        }
        assert!(text.contains("allclear_hub_entries_total{verdict=\"taken\"} 1\n"), "{text}");
        assert!(text.contains("allclear_hub_unsummed 3\n"), "{text}");
        assert!(text.ends_with("# EOF\n"));
    }
}
