//! What the final image lacks once Go's image is gone: files that programs of Go look up, and programs that are called.

use std::collections::BTreeSet;

use super::Refusal;
use super::base::Base;
use super::sources::Sources;
use super::steps::Steps;
use crate::facts;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::plain;
use crate::rewrite::stage::programs::Calls;
use crate::source::Mapped;
use crate::syntax::dockerfile::Keyword;
use crate::syntax::shell;

/// What Go's library reads of the system, which its official images have and slim Debian lacks: the authorities that TLS
/// trusts, the media types of file names, services and protocols, time zones (the packages' documentation of `crypto/x509`,
/// `mime`, `net` and `time`).
const LIBRARY: [&str; 4] = ["ca-certificates", "media-types", "netbase", "tzdata"];

/// More scripts than this are not followed.
const MOST_SCRIPTS: usize = 50;

/// What has to be added, and what remains to be believed.
pub(super) struct Needs {
    /// Debian packages that the final stage must install in addition, sorted.
    pub(super) packages: Vec<String>,
}

pub(super) fn find(
    subject: &Subject<'_>,
    base: &Base,
    steps: &Steps,
    sources: &Sources,
) -> Result<Needs, Refusal> {
    if sources.asks_for_go {
        return Err("its code asks for the Go installation".to_owned());
    }
    let calls = Calls::read(subject, &|what, text| match text.contains("/usr/local/go") {
        true => Err(format!("{what} names `/usr/local/go`, which only Go's image has")),
        false => Ok(()),
    })?;
    let kept: BTreeSet<&str> = steps.system().flat_map(|apt| &apt.kept).map(String::as_str).collect();
    let mut packages: BTreeSet<String> = LIBRARY.iter().map(|name| (*name).to_owned()).collect();
    let mut scripts = Scripts { subject, found: Vec::new(), programs: BTreeSet::new() };
    for words in &calls.started {
        let Some(program) = words.first() else { continue };
        scripts.follow(words);
        let is_ours = steps.programs.iter().any(|path| path::file_name(path) == program)
            || scripts.found.iter().any(|script| path::file_name(script) == program)
            || plain::is_essential(program)
            || kept.contains(program.as_str());
        // what nobody can name here is kept all the same: the project's folder, packages that the image installs
        let is_kept = steps.keeps_folder
            || steps.has_more_programs
            || !kept.is_empty() && !program.starts_with("python");
        let is_ours = is_ours
            || is_kept && !steps.tools.contains(program) && facts::full_base_program(program).is_none();
        match facts::full_base_program(program) {
            _ if program == "go" => return Err("it calls `go` when it runs".to_owned()),
            None if !is_ours && !is_argument(subject, program) => {
                return Err(format!("it starts `{program}`, and what brings that isn't known"));
            }
            _ => scripts.programs.extend([program.clone()]),
        }
    }
    let all = scripts.programs.iter().chain(&sources.programs).chain(&steps.called);
    for program in all {
        match facts::full_base_program(program) {
            _ if matches!(program.as_str(), "go" | "gofmt") => {
                return Err(format!("it calls `{program}` when it runs"));
            }
            _ if steps.tools.contains(program) => {
                return Err(format!("it calls `{program}` when it runs, which only the build installs"));
            }
            Some(Some(package)) => _ = packages.insert(package.to_owned()),
            Some(None) => return Err(format!("it calls `{program}` when it runs")),
            None => {}
        }
    }
    // Go's image on Alpine has no programs but Go's that Alpine hasn't
    if base.is_alpine {
        packages.clear();
    }
    packages.retain(|name| !kept.contains(name.as_str()));
    Ok(Needs { packages: packages.into_iter().collect() })
}

/// Whether a word that a command begins with may be an argument of the entry point's.
fn is_argument(subject: &Subject<'_>, word: &str) -> bool {
    let own = subject.dockerfile.instructions(subject.stage);
    let entry = own.iter().rev().find(|it| it.keyword == Keyword::Entrypoint);
    entry.is_some_and(|entry| !entry.rest.text.contains(word))
        && !subject.services.iter().any(|service| service.get("entrypoint").is_some())
}

/// The start scripts that commands name, one calling the next.
struct Scripts<'a> {
    subject: &'a Subject<'a>,
    /// By their paths in the repository.
    found: Vec<String>,
    /// What they call.
    programs: BTreeSet<String>,
}

impl Scripts<'_> {
    fn follow(&mut self, words: &[String]) {
        let mut next: Vec<Vec<String>> = vec![words.to_vec()];
        while let Some(words) = next.pop() {
            for word in words {
                let Some((path, text)) = self.script(path::file_name(&word)) else { continue };
                let script = shell::parse(&Mapped::whole(self.subject.dockerfile.file, &text, 0));
                self.found.push(path);
                for command in &script.commands {
                    self.programs.extend(command.program_name());
                    next.push(command.words.iter().map(shell::Word::text).collect());
                }
            }
        }
    }

    /// A script of the context that has this name and wasn't read yet.
    fn script(&self, name: &str) -> Option<(String, String)> {
        let tree = &self.subject.repository.tree;
        if name.is_empty() || self.found.len() >= MOST_SCRIPTS {
            return None;
        }
        tree.below(self.subject.context).iter().filter(|file| path::file_name(file) == name).find_map(
            |file| {
                let text = tree.text(file).filter(|text| file.ends_with(".sh") || text.starts_with("#!"))?;
                (!self.found.contains(file)).then(|| (file.clone(), text))
            },
        )
    }
}
