//! Where a plain `RUN` works: in the project's folder, elsewhere, or both. One that stands in both stages works twice on what
//! comes out of the builder.

use crate::repository::path;
use crate::rewrite::stage::copied::absolute;
use crate::rewrite::stage::script::arguments;
use crate::syntax::shell::{Command, Word};

/// Where a step works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Nothing that it does in the project shows when it is done once more.
    Repeatable,
    /// In the project's folder alone.
    Inside,
    /// Elsewhere alone.
    Outside,
    /// In both, or where isn't known.
    Mixed,
}

/// Where these commands work when they are run in the folder `directory`.
pub(super) fn of(commands: &[Command], directory: &str) -> Reach {
    if commands.iter().all(is_repeatable) {
        return Reach::Repeatable;
    }
    let mut found: Vec<bool> = Vec::new();
    for command in commands {
        let Some(words) = places(command) else { return Reach::Mixed };
        found.extend(words.iter().map(|word| path::is_within(&absolute(directory, word), directory)));
        if is_elsewhere(command) {
            found.push(false);
        }
    }
    match (found.contains(&true), found.contains(&false)) {
        (true, true) => Reach::Mixed,
        (true, false) => Reach::Inside,
        (false, _) => Reach::Outside,
    }
}

/// Whether a command does nothing more when it is run again, and writes into no file.
fn is_repeatable(command: &Command) -> bool {
    let has = |flag: &str| command.words.iter().any(|word| word.text() == flag);
    let is_quiet =
        command.redirects.iter().all(|it| !it.operator.contains('>') || it.target.text() == "/dev/null");
    is_quiet
        && match command.program_name().as_deref() {
            Some(
                "chmod" | "chown" | "chgrp" | "touch" | "set" | "true" | "echo" | "printf" | "ls" | "cat",
            ) => true,
            Some("mkdir") => has("-p"),
            Some("rm") => has("-rf") || has("-f") || has("-fr"),
            _ => is_elsewhere(command),
        }
}

/// Whether a command keeps what it makes in files of the system.
fn is_elsewhere(command: &Command) -> bool {
    const ACCOUNTS: [&str; 6] = ["useradd", "adduser", "groupadd", "addgroup", "usermod", "git"];
    command.program_name().is_some_and(|name| ACCOUNTS.contains(&name.as_str()))
}

/// The words of a command that may be paths, files that it is led to among them; `None` where one isn't known.
fn places(command: &Command) -> Option<Vec<String>> {
    let mut words: Vec<&Word> = command.redirects.iter().map(|it| &it.target).collect();
    let arguments = arguments(command).iter().filter(|word| !word.text().starts_with('-'));
    match command.program_name().as_deref() {
        Some("echo" | "printf" | "set" | "true") => {}
        Some("chmod" | "chown" | "chgrp") => words.extend(arguments.skip(1)),
        Some(_) if is_elsewhere(command) => {}
        _ => words.extend(arguments),
    }
    let texts: Option<Vec<String>> = words.into_iter().map(Word::literal).collect();
    let is_path = |text: &String| !text.contains("://") && text != "/dev/null";
    Some(texts?.into_iter().filter(is_path).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Mapped};
    use crate::syntax::shell;

    #[test]
    fn steps_reach_somewhere() {
        for (text, reach) in [
            ("chmod +x ./start && chown -R app:app /app && mkdir -p x", Reach::Repeatable),
            ("rm -rf *_test.go", Reach::Repeatable),
            ("useradd app && groupadd x", Reach::Repeatable),
            ("cp a.yaml b.yaml && sed -i 's/a/b/' b.yaml", Reach::Inside),
            ("echo x >> .env", Reach::Inside),
            ("mkdir data", Reach::Inside),
            ("mkdir /data", Reach::Outside),
            ("echo x >> /etc/hosts", Reach::Outside),
            ("mv app.conf /etc/", Reach::Mixed),
            ("mv ../x y", Reach::Mixed),
            ("cp $A b", Reach::Mixed),
            ("useradd app && mkdir data", Reach::Mixed),
        ] {
            let commands = shell::parse(&Mapped::whole(FileId(0), text, 0)).commands;
            assert_eq!(of(&commands, "/app"), reach, "{text}");
        }
    }
}
