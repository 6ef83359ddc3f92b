//! What a `RUN` may do besides installing, and mean the same where compilers and the full base are gone: it calls
//! nothing but programs that every base has, or that the final stage installs.

use std::collections::BTreeSet;

use super::Refusal;
use super::script::shown;
use crate::facts;
use crate::source::Mapped;
use crate::syntax::dockerfile::{Form, Instruction};
use crate::syntax::shell::{self, Command, Joined};

/// Programs of Debian's and Alpine's essential packages, and of the shell itself, that start nothing unseen.
const ESSENTIAL: &[&str] = &[
    "[",
    "addgroup",
    "adduser",
    "awk",
    "base64",
    "basename",
    "cat",
    "cd",
    "chgrp",
    "chmod",
    "chown",
    "chpasswd",
    "cp",
    "cut",
    "date",
    "dirname",
    "echo",
    "exit",
    "export",
    "false",
    "find",
    "getent",
    "grep",
    "groupadd",
    "groupmod",
    "gunzip",
    "gzip",
    "head",
    "id",
    "install",
    "ldconfig",
    "ln",
    "ls",
    "mkdir",
    "mktemp",
    "mv",
    "passwd",
    "printf",
    "pwd",
    "readlink",
    "rm",
    "rmdir",
    "sed",
    "set",
    "sha256sum",
    "sleep",
    "sort",
    "tail",
    "tar",
    "tee",
    "test",
    "touch",
    "tr",
    "true",
    "umask",
    "uname",
    "useradd",
    "usermod",
    "wc",
    "which",
    "chsh",
    "ulimit",
    "unset",
    "update-ca-certificates",
];

/// Programs whose work is folders, rights and accounts: nothing that an installation would read.
const OUTWARD: &[&str] = &[
    "mkdir", "chmod", "chown", "chgrp", "touch", "useradd", "adduser", "groupadd", "addgroup", "usermod",
    "echo", "printf", "set", "true",
];

/// What a `RUN` calls.
pub(in crate::rewrite) struct Plain {
    /// Programs that are no essential ones, without the room's own.
    pub(in crate::rewrite) others: BTreeSet<String>,
    /// Whether it calls one of the language's own programs.
    pub(in crate::rewrite) of_language: bool,
    /// Whether an installation behind it can't tell that it ran.
    pub(in crate::rewrite) outward: bool,
}

/// Reads a `RUN` of which no command installs anything. `own` says which programs are the language's.
pub(in crate::rewrite) fn read(
    instruction: &Instruction,
    own: &dyn Fn(&str) -> bool,
) -> Result<Plain, Refusal> {
    let unknown = || format!("what `{}` leaves behind isn't known", shown(instruction));
    let mut plain = Plain { others: BTreeSet::new(), of_language: false, outward: true };
    for command in commands(instruction) {
        let feeds_a_shell = command.joined == Joined::Pipe;
        let Some(program) = command.program() else { continue };
        let name = command.words.get(program).and_then(shell::Word::literal).ok_or_else(unknown)?;
        let is_script = name.contains('/') && !name.starts_with("/usr/") && !name.starts_with("/bin/");
        let name = name.rsplit('/').next().unwrap_or(&name).to_owned();
        plain.outward &= OUTWARD.contains(&name.as_str());
        if own(&name) && !is_script {
            // a program that is fed to an interpreter isn't seen
            if feeds_a_shell {
                return Err(unknown());
            }
            plain.of_language = true;
        } else if is_script || (!ESSENTIAL.contains(&name.as_str()) && !is_fetch(&name)) {
            return Err(unknown());
        } else if is_fetch(&name) {
            plain.others.insert(name);
        }
    }
    Ok(plain)
}

/// Whether every Debian and Alpine has a program, or the shell itself is it.
pub(in crate::rewrite) fn is_essential(name: &str) -> bool {
    ESSENTIAL.contains(&name)
        || matches!(name, "sh" | "bash" | "dash" | "env" | "exec" | "kill" | "trap" | "wait" | ":")
}

/// Programs that fetch and unpack, and may come from a package.
fn is_fetch(name: &str) -> bool {
    matches!(name, "curl" | "wget" | "unzip" | "xz" | "bzip2" | "git" | "gpg" | "file")
        && facts::full_base_program(name).is_none_or(|package| package.is_some())
}

/// The commands of a `RUN` in any form, wherever they stand in it.
pub(in crate::rewrite) fn commands(instruction: &Instruction) -> Vec<Command> {
    if instruction.form == Form::Exec {
        let words = instruction.exec_words().unwrap_or_default();
        let quoted: Vec<String> = words.iter().map(|word| format!("'{}'", word.value)).collect();
        return shell::parse(&Mapped::whole(instruction.rest.file, &quoted.join(" "), 0)).commands;
    }
    instruction.shell_script().map(|text| shell::parse(&text).commands).unwrap_or_default()
}
