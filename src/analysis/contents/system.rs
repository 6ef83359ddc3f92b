//! Package managers of distributions. What their subcommands and flags mean is from their manuals.

use super::action::{Action, Packages, Removal, System};
use super::words::{Arguments, is_unknown};
use crate::source::Spanned;

/// What a command of a package manager does; `None` for other commands.
pub(super) fn read(program: &str, words: &[Spanned<String>]) -> Option<Vec<Action>> {
    Some(match program {
        "apt-get" | "apt" | "aptitude" => apt(words),
        "apt-mark" => apt_mark(words),
        "apk" => apk(words),
        "dnf" | "microdnf" | "yum" | "dnf5" => dnf(words),
        "zypper" => zypper(words),
        "pacman" => pacman(words),
        _ => return None,
    })
}

fn apt(words: &[Spanned<String>]) -> Vec<Action> {
    let valued =
        ["-o", "--option", "-c", "--config-file", "-t", "--target-release", "--default-release", "-a"];
    let arguments = Arguments::read(words, &valued);
    let recommends = !arguments.has(&["--no-install-recommends", "--without-recommends", "-R"])
        && !arguments.values(&["-o", "--option"]).any(switches_recommends_off);
    let automatic = arguments.has(&["--auto-remove", "--autoremove"]);
    let operands = arguments.operands();
    match arguments.subcommand() {
        Some("install" | "reinstall") => {
            let (removed, installed): (Vec<_>, Vec<_>) =
                operands.iter().copied().partition(|word| word.value.ends_with('-'));
            let mut actions = vec![Action::Install(packages(System::Apt, &installed, recommends))];
            if !removed.is_empty() {
                let names = removed.iter().map(|word| word.value.trim_end_matches('-').to_owned()).collect();
                actions.push(Action::Remove(Removal { system: System::Apt, names, automatic }));
            }
            actions
        }
        Some("build-dep") => vec![Action::Toolchain("build dependencies")],
        Some("remove" | "purge") => vec![removal(System::Apt, operands, automatic)],
        Some("autoremove" | "autopurge") => vec![removal(System::Apt, operands, true)],
        Some("update") => vec![Action::RefreshLists(System::Apt)],
        _ => Vec::new(),
    }
}

fn switches_recommends_off(option: &str) -> bool {
    let Some((key, value)) = option.split_once('=') else { return false };
    key.eq_ignore_ascii_case("APT::Install-Recommends") && matches!(value, "0" | "false" | "no")
}

fn apt_mark(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &[]);
    let all = arguments.operands().iter().any(|word| word.value == ".*" || word.value == "*");
    match arguments.subcommand() {
        Some("auto") if all => vec![Action::MarkAutomatic],
        Some("manual") => {
            let names = arguments.operands().iter().map(|word| name(&word.value).to_owned());
            vec![Action::MarkManual(names.collect())]
        }
        _ => Vec::new(),
    }
}

fn apk(words: &[Spanned<String>]) -> Vec<Action> {
    let valued = ["-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir", "--arch", "--wait"];
    let arguments = Arguments::read(words, &valued);
    match arguments.subcommand() {
        Some("add") => {
            let mut added = packages(System::Apk, arguments.operands(), false);
            added.label = arguments.value(&["-t", "--virtual"]).map(str::to_owned);
            let refreshes =
                arguments.has(&["-U", "--update-cache", "--update"]) && !arguments.has(&["--no-cache"]);
            let lists = refreshes.then_some(Action::RefreshLists(System::Apk));
            lists.into_iter().chain([Action::Install(added)]).collect()
        }
        Some("update") if !arguments.has(&["--no-cache"]) => vec![Action::RefreshLists(System::Apk)],
        Some("del") => vec![removal(System::Apk, arguments.operands(), false)],
        _ => Vec::new(),
    }
}

fn dnf(words: &[Spanned<String>]) -> Vec<Action> {
    let valued =
        ["--enablerepo", "--disablerepo", "--repo", "--releasever", "--installroot", "-c", "-x", "--exclude"];
    let arguments = Arguments::read(words, &valued);
    let weak = arguments.values(&["--setopt"]).any(|value| value.starts_with("install_weak_deps="));
    let operands = arguments.operands();
    match arguments.subcommand() {
        Some("install" | "groupinstall" | "localinstall") => {
            vec![Action::Install(packages(System::Dnf, operands, !weak))]
        }
        Some("group") if operands.first().is_some_and(|word| word.value == "install") => {
            vec![Action::Install(packages(System::Dnf, &operands[1..], !weak))]
        }
        Some("builddep") => vec![Action::Toolchain("build dependencies")],
        Some("remove" | "erase") => vec![removal(System::Dnf, operands, false)],
        Some("autoremove") => vec![removal(System::Dnf, operands, true)],
        Some("makecache") => vec![Action::RefreshLists(System::Dnf)],
        Some("clean") => vec![Action::DeleteLists(System::Dnf)],
        _ => Vec::new(),
    }
}

fn zypper(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &["-t", "--type", "-r", "--repo", "--from"]);
    let recommends = !arguments.has(&["--no-recommends"]);
    match arguments.subcommand() {
        Some("install" | "in") => {
            vec![Action::Install(packages(System::Zypper, arguments.operands(), recommends))]
        }
        Some("remove" | "rm") => vec![removal(System::Zypper, arguments.operands(), false)],
        Some("clean" | "cc") => vec![Action::DeleteLists(System::Zypper)],
        _ => Vec::new(),
    }
}

fn pacman(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &[]);
    let operation = |letter: char| {
        arguments.flags.iter().any(|(name, _)| !name.starts_with("--") && name[1..].starts_with(letter))
    };
    let operands: Vec<&Spanned<String>> = arguments.rest.clone();
    if operation('S') && !operands.is_empty() {
        vec![Action::Install(packages(System::Pacman, &operands, false))]
    } else if operation('R') {
        vec![removal(System::Pacman, &operands, false)]
    } else {
        Vec::new()
    }
}

fn packages(system: System, words: &[&Spanned<String>], recommends: bool) -> Packages {
    let known = words.iter().filter(|word| !is_unknown(name(&word.value)));
    let names: Vec<Spanned<String>> =
        known.map(|word| Spanned::new(name(&word.value).to_owned(), word.span)).collect();
    let more = names.len() < words.len();
    Packages { system, names, more, recommends, label: None }
}

fn removal(system: System, words: &[&Spanned<String>], automatic: bool) -> Action {
    let names = words.iter().map(|word| name(&word.value).to_owned()).collect();
    Action::Remove(Removal { system, names, automatic })
}

/// A package's name without version, architecture, release and repository.
fn name(word: &str) -> &str {
    // a local file is its own name
    if word.contains('/') && word.starts_with(['.', '/']) {
        return word;
    }
    // a label may start with a sign: `.build-deps`
    let end = word.find(['=', '~', '<', '>', '@', ':', '/']).filter(|&end| end > 0);
    let word = &word[..end.unwrap_or(word.len())];
    match word.strip_suffix('+') {
        // `g++` is a name, `name+` asks for `name`
        Some(plain) if !plain.ends_with('+') => plain,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_surrounds_them() {
        for (word, expected) in [
            ("curl=7.88.1-10", "curl"),
            ("libc6:i386", "libc6"),
            ("git/bookworm-backports", "git"),
            ("nodejs~20", "nodejs"),
            ("py3-pip@edge", "py3-pip"),
            ("g++", "g++"),
            ("g++=4:12", "g++"),
            ("vim+", "vim"),
            ("./tool.deb", "./tool.deb"),
            (".build-deps", ".build-deps"),
        ] {
            assert_eq!(name(word), expected, "{word}");
        }
    }
}
