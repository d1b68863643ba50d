//! What a process and all that it started take, read from `/proc`.

use std::fs;

/// Memory in bytes by PSS: a page that several processes share counts once in all.
pub(super) fn pss(root: u32) -> f64 {
    let of = |id: u32| number(&format!("/proc/{id}/smaps_rollup"), "Pss:").unwrap_or_default() * 1024.0;
    tree(root).into_iter().map(of).sum()
}

/// Bytes that were written to disk.
pub(super) fn written(root: u32) -> f64 {
    let of = |id: u32| number(&format!("/proc/{id}/io"), "write_bytes:").unwrap_or_default();
    tree(root).into_iter().map(of).sum()
}

/// The number after a name in a file of lines. None when the process has just ended.
fn number(file: &str, name: &str) -> Option<f64> {
    let text = fs::read_to_string(file).ok()?;
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.split_whitespace().next()?.parse().ok()
}

/// The process with its children, and theirs.
fn tree(root: u32) -> Vec<u32> {
    let all: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, parent(id)?)))
        .collect();
    let mut found = vec![root];
    let mut next = 0;
    while let Some(&one) = found.get(next) {
        found.extend(all.iter().filter(|(_, parent)| *parent == one).map(|(id, _)| *id));
        next += 1;
    }
    found
}

/// The second field after the name, which stands in brackets and may hold anything.
fn parent(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::{pss, tree};

    #[test]
    fn a_child_counts_with_its_parent() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().expect("cat starts");
        let own = std::process::id();
        assert!(tree(own).contains(&child.id()));
        assert!(pss(own) > 100_000.0);
        drop(child.stdin.take());
        child.wait().expect("cat ends with its input");
        assert!(!tree(own).contains(&child.id()));
    }
}
