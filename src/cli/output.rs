//! Where output goes.

use std::io::{self, Write};
use std::path::Path;

use super::{Trouble, colour};
use crate::report::{Look, printable};

/// Text for files and pipes fits into this many columns.
const WIDTH: usize = 100;
/// Wider text is hard to read.
const WIDEST: u16 = 120;
/// Narrower terminals get lines that wrap.
const NARROWEST: u16 = 40;

/// How text for people is drawn, given where it goes.
pub(super) fn look(file: Option<&Path>) -> Look {
    let width = match file {
        None => terminal_width().map_or(WIDTH, usize::from),
        Some(_) => WIDTH,
    };
    Look { colour: file.is_none() && colour::on_stdout(), width }
}

fn terminal_width() -> Option<u16> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size()?;
    Some(columns.clamp(NARROWEST, WIDEST))
}

/// Writes everything that `write` gives to `file`, or to the standard output. A reader that went away is no error.
pub(super) fn deliver(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Trouble> {
    let what = || match file {
        Some(file) => format!("`{}`", printable(&file.display().to_string())),
        None => "to the standard output".to_owned(),
    };
    let mut bytes = Vec::new();
    let result = write(&mut bytes).and_then(|()| match file {
        Some(file) => std::fs::write(file, &bytes),
        None => to_stdout(&bytes),
    });
    match result {
        Err(error) if file.is_none() && error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|source| Trouble::Output { what: what(), source }),
    }
}

fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Says on the standard error what went wrong.
pub(super) fn complain(message: &str) {
    // where even that can't be written, only the exit code is left
    _ = writeln!(anstream::stderr(), "careen: {message}");
}
