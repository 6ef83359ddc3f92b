//! Whether to use colours: what was typed, then NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then the terminal.

use std::ffi::OsString;
use std::io::IsTerminal;

use anstream::ColorChoice;

/// Settles the choice before the arguments are parsed, so that clap's own messages follow it too.
pub(super) fn prepare(arguments: impl Iterator<Item = OsString>) {
    let typed = typed(arguments);
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    // FORCE_COLOR=0 is how some say no
    let forced = set("CLICOLOR_FORCE")
        || std::env::var_os("FORCE_COLOR").is_some_and(|value| !value.is_empty() && value != "0");
    let choice = match typed.as_deref() {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ if set("NO_COLOR") => ColorChoice::Never,
        _ if forced => ColorChoice::Always,
        _ => ColorChoice::Auto,
    };
    choice.write_global();
}

/// The value of the last `--color` before a `--`.
fn typed(arguments: impl Iterator<Item = OsString>) -> Option<String> {
    let mut arguments =
        arguments.filter_map(|argument| argument.into_string().ok()).take_while(|text| text != "--");
    let mut typed = None;
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--color") {
            Some("") => typed = arguments.next(),
            Some(value) if value.starts_with('=') => typed = Some(value[1..].to_owned()),
            _ => {}
        }
    }
    typed
}

/// Whether text for people on the standard output is coloured.
pub(super) fn on_stdout() -> bool {
    match anstream::AutoStream::choice(&std::io::stdout()) {
        ColorChoice::Always | ColorChoice::AlwaysAnsi => true,
        ColorChoice::Auto => std::io::stdout().is_terminal(),
        ColorChoice::Never => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_read() {
        let typed = |arguments: &[&str]| super::typed(arguments.iter().map(OsString::from));
        assert_eq!(typed(&["careen", "--color", "never"]).as_deref(), Some("never"));
        assert_eq!(typed(&["careen", "check", "--color=always", "."]).as_deref(), Some("always"));
        assert_eq!(typed(&["careen", "--", "--color=always"]), None);
    }
}
