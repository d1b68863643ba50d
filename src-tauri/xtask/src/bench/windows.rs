//! The app and the bare window in alternating pairs, so that a busy moment of the machine meets both.
//!
//! Both pages change the window's title when their content has been painted (two animation frames after it came
//! into the document; the app's content is the board). Start is the time from making the process to that title.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{
    report::row,
    tree,
    x11::{Screen, Window},
};
use crate::{
    repository::{app, target},
    trouble::Trouble,
};

const START_PAIRS: usize = 20;
const START_LIMIT_MS: f64 = 60.0;
const MEMORY_PAIRS: usize = 9;
const MEMORY_LIMIT_MB: f64 = 60.0;

/// How often the titles are looked at.
const PACE: Duration = Duration::from_millis(2);
/// How long a window may take on a busy machine until it is painted, or closed.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long memory may go on changing until it is taken as it is.
const SETTLING: Duration = Duration::from_secs(20);
/// How long the first start on this data may go on writing: it backs up, and posts what has been due for years.
const FIRST: Duration = Duration::from_secs(180);

/// One of the two that are compared.
struct Peer {
    program: PathBuf,
    args: Vec<PathBuf>,
    home: PathBuf,
    is_painted: fn(&str) -> bool,
}

/// Prints a row for each of `start` and `memory`.
pub(super) fn measure(folder: &Path, what: &[&str]) -> Result<(), Trouble> {
    let screen = Screen::connect()?;
    let [bare, ours] = peers(folder)?;
    println!("Warming up");
    bare.open(&screen)?.close(&screen)?;
    let first = ours.open(&screen)?;
    first.until_it_rests();
    first.close(&screen)?;
    for word in what {
        match *word {
            "start" => start(&bare, &ours, &screen)?,
            "memory" => memory(&bare, &ours, &screen)?,
            _ => return Err(Trouble::Usage("start or memory")),
        }
    }
    Ok(())
}

fn peers(folder: &Path) -> Result<[Peer; 2], Trouble> {
    let bare = app("release").with_file_name("bare-window");
    let keep = target().join("bench-data").join("home");
    let home = |name| {
        let path = keep.join(name);
        fs::create_dir_all(&path).map_err(|source| Trouble::File { path: path.clone(), source })?;
        Ok(path)
    };
    Ok([
        Peer {
            program: bare,
            args: Vec::new(),
            home: home("bare")?,
            is_painted: |title| title == "Bare, painted",
        },
        Peer {
            program: app("release"),
            args: vec!["--key-in-file".into(), "--data".into(), folder.into()],
            home: home("allclear")?,
            // The most pressing incident, which the title names only once the board has been painted.
            is_painted: |title| title.starts_with('●'),
        },
    ])
}

fn start(bare: &Peer, ours: &Peer, screen: &Screen) -> Result<(), Trouble> {
    let pairs = pairs(START_PAIRS, [bare, ours], |peer| {
        let open = peer.open(screen)?;
        let took = open.took.as_secs_f64() * 1e3;
        open.close(screen)?;
        Ok(took)
    })?;
    let [bare, ours, more] = medians(&pairs);
    println!(
        "{}",
        row(
            &format!("start to the board of 100,000 incidents, median of {START_PAIRS} pairs"),
            &format!("{ours:.0} ms = {more:+.0} ms beside a bare window ({bare:.0} ms)"),
            &format!("≤ +{START_LIMIT_MS} ms"),
            more <= START_LIMIT_MS,
        )
    );
    Ok(())
}

fn memory(bare: &Peer, ours: &Peer, screen: &Screen) -> Result<(), Trouble> {
    let pairs = pairs(MEMORY_PAIRS, [bare, ours], |peer| {
        let open = peer.open(screen)?;
        let bytes = open.settled_memory();
        open.close(screen)?;
        Ok(bytes / 1e6)
    })?;
    let [bare, ours, more] = medians(&pairs);
    println!(
        "{}",
        row(
            &format!("memory of all processes (PSS) with 100,000 incidents, median of {MEMORY_PAIRS} pairs"),
            &format!("{ours:.0} MB = {more:+.0} MB beside a bare window ({bare:.0} MB)"),
            &format!("≤ +{MEMORY_LIMIT_MB} MB"),
            more <= MEMORY_LIMIT_MB,
        )
    );
    Ok(())
}

/// First the one, then the other, so many times.
fn pairs(
    count: usize,
    peers: [&Peer; 2],
    mut measure: impl FnMut(&Peer) -> Result<f64, Trouble>,
) -> Result<Vec<[f64; 2]>, Trouble> {
    let mut pairs = Vec::with_capacity(count);
    for _ in 0..count {
        let pair = [measure(peers[0])?, measure(peers[1])?];
        println!("bare {:.0}, app {:.0}", pair[0], pair[1]);
        pairs.push(pair);
    }
    Ok(pairs)
}

/// Of the first, of the second, and of the differences pair by pair.
fn medians(pairs: &[[f64; 2]]) -> [f64; 3] {
    [|[bare, _]: &[f64; 2]| *bare, |[_, ours]: &[f64; 2]| *ours, |[bare, ours]: &[f64; 2]| ours - bare].map(
        |of: fn(&[f64; 2]) -> f64| {
            let mut values: Vec<f64> = pairs.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or_default()
        },
    )
}

impl Peer {
    /// Starts it and waits until its content is painted.
    fn open(&self, screen: &Screen) -> Result<Open, Trouble> {
        let program = self.program.to_string_lossy().into_owned();
        let mut command = Command::new(&self.program);
        command.args(&self.args).env("HOME", &self.home);
        for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
            command.env(name, self.home.join(name));
        }
        // Without these the app starts itself anew to set them; the bare window would go without.
        command.envs([("LANG", "C.UTF-8"), ("WEBKIT_DISABLE_DMABUF_RENDERER", "1")]);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let begin = Instant::now();
        let process =
            command.spawn().map_err(|source| Trouble::Start { program: program.clone(), source })?;
        let mut open = Open { process, window: 0, took: Duration::ZERO };
        while begin.elapsed() < PATIENCE {
            if let Some(window) = screen.titled(self.is_painted)? {
                (open.window, open.took) = (window, begin.elapsed());
                return Ok(open);
            }
            if let Ok(Some(status)) = open.process.try_wait() {
                return Err(Trouble::Ended { program, status });
            }
            thread::sleep(PACE);
        }
        Err(Trouble::Install(format!("{program} painted nothing within {} s.", PATIENCE.as_secs())))
    }
}

/// One that runs and is painted. It does not outlive this.
struct Open {
    process: Child,
    window: Window,
    took: Duration,
}

impl Open {
    /// Closes it as a person does, by its window, and waits for its end.
    fn close(mut self, screen: &Screen) -> Result<(), Trouble> {
        screen.close(self.window)?;
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return Ok(());
            }
            thread::sleep(PACE);
        }
        Err(Trouble::Install("A window that was closed did not end.".to_owned()))
    }

    /// Its memory in bytes, once that has stayed within 1 % for a second.
    fn settled_memory(&self) -> f64 {
        let take = || tree::pss(self.process.id());
        settled(SETTLING, take, |recent, now| (now - recent).abs() <= now / 100.0)
    }

    /// Waits until it has written nothing for a while.
    fn until_it_rests(&self) {
        settled(FIRST, || tree::written(self.process.id()), |recent, now| recent == now);
    }
}

/// A figure that has been the same for a second, or what it is when patience ends.
fn settled(patience: Duration, take: impl Fn() -> f64, is_same: impl Fn(f64, f64) -> bool) -> f64 {
    let begin = Instant::now();
    let mut recent = Vec::new();
    loop {
        let now = take();
        recent.push((Instant::now(), now));
        if let Some(changed) = recent.iter().rposition(|(_, value)| !is_same(*value, now)) {
            recent.drain(..=changed);
        }
        let still = recent.first().map_or(Duration::ZERO, |(since, _)| since.elapsed());
        if still >= Duration::from_secs(1) || begin.elapsed() >= patience {
            return now;
        }
        thread::sleep(Duration::from_millis(100));
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        // Its web processes end with it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::medians;

    #[test]
    fn differences_are_taken_pair_by_pair() {
        // One busy moment meets both of a pair.
        assert_eq!(medians(&[[10.0, 12.0], [100.0, 103.0], [11.0, 12.0]]), [11.0, 12.0, 2.0]);
    }
}
