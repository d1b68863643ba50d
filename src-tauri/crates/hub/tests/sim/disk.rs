//! Folders of machines: their files as they lie there at any moment.

use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::TempDir;

/// Where a world keeps its files: in memory where the system offers that, since thousands of worlds come and go.
pub(crate) struct Disk {
    folder: TempDir,
    made: usize,
}

impl Disk {
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { folder: folder.unwrap(), made: 0 }
    }

    /// A new folder.
    pub(crate) fn folder(&mut self) -> PathBuf {
        self.made += 1;
        let folder = self.folder.path().join(self.made.to_string());
        fs::create_dir(&folder).unwrap();
        folder
    }

    /// What a crash leaves of a folder that is in use, or a copy of it made by hand: the files with their write-ahead
    /// logs, without locks and without what lived in memory.
    pub(crate) fn copy(&mut self, from: &Path) -> PathBuf {
        let to = self.folder();
        for file in fs::read_dir(from).unwrap().map(io::Result::unwrap) {
            let name = file.file_name();
            let text = name.to_string_lossy();
            if file.path().is_file() && !text.ends_with("-shm") && !text.ends_with(".lock") {
                fs::copy(file.path(), to.join(&name)).unwrap();
            }
        }
        to
    }
}
