//! The table of a bench: `| What | Measured | Aim | |`, the same from every program that measures.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, ExitCode, Stdio},
};

use crate::trouble::Trouble;

const HEAD: &str = "| What | Measured | Aim | |\n|---|---|---|---|";
const MISSED: &str = "MISSED";

/// The rows so far.
#[derive(Default)]
pub(crate) struct Report(Vec<String>);

impl Report {
    /// Runs a program to its end, shows what it says, and takes the table rows out of that.
    pub(crate) fn take(&mut self, command: &mut Command) -> Result<(), Trouble> {
        let lines = lines(command)?;
        self.0.extend(lines.into_iter().filter(|line| is_row(line)));
        Ok(())
    }

    /// The same for `npm run size`, whose first line says what arrives before the first screen.
    pub(crate) fn take_size(&mut self, command: &mut Command) -> Result<(), Trouble> {
        for line in lines(command)? {
            let Some((size, aim)) = line.strip_prefix("entry").and_then(|rest| rest.split_once(" of "))
            else {
                continue;
            };
            // It ends with an error when a limit is broken, so here all are kept.
            self.0.push(row("the UI before the first screen", size.trim(), &format!("≤ {aim}"), true));
        }
        Ok(())
    }

    /// Prints the table, keeps it as Markdown, and says whether every aim was kept.
    pub(crate) fn conclude(self, file: &Path) -> Result<ExitCode, Trouble> {
        let table = format!("{HEAD}\n{}\n", self.0.join("\n"));
        println!("\n{table}");
        let keep = || {
            file.parent().map(fs::create_dir_all).transpose()?;
            fs::write(file, &table)
        };
        keep().map_err(|source| Trouble::File { path: file.to_owned(), source })?;
        println!("(also in {})", file.display());
        let missed = self.0.iter().filter(|row| row.contains(MISSED)).count();
        Ok(if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// One row of the table.
pub(crate) fn row(what: &str, measured: &str, aim: &str, kept: bool) -> String {
    format!("| {what} | {measured} | {aim} | {} |", if kept { "kept" } else { MISSED })
}

fn is_row(line: &str) -> bool {
    let cells = line.trim_end().split('|').count() == 6;
    cells && line.starts_with("| ") && !HEAD.starts_with(line.trim_end())
}

/// What a program says, line by line as it says it. One that fails is an error.
pub(crate) fn lines(command: &mut Command) -> Result<Vec<String>, Trouble> {
    let program = command.get_program().to_string_lossy().into_owned();
    let start = |source| Trouble::Start { program: program.clone(), source };
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(start)?;
    let said = child.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines);
    let lines: Vec<String> = said.map_while(Result::ok).inspect(|line| println!("{line}")).collect();
    let status = child.wait().map_err(start)?;
    if status.success() { Ok(lines) } else { Err(Trouble::Ended { program, status }) }
}

#[cfg(test)]
mod tests {
    use super::{is_row, row};

    #[test]
    fn rows_are_told_from_heads_and_from_talk() {
        assert!(is_row(&row("start", "+40 ms", "≤ 60 ms", true)));
        assert!(is_row("| plain | 3 ms |  |  |"));
        for talk in ["| What | Measured | Aim | |", "|---|---|---|---|", "append/1 M  time: [1 | 2]", ""] {
            assert!(!is_row(talk), "{talk}");
        }
    }
}
