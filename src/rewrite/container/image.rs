//! The image that all of them run: what it starts by itself, and the supervisor that it gets.

use std::ops::Range;

use super::words;
use super::words::Health;
use crate::analysis::contents::{BaseImage, System};
use crate::analysis::size::{self, Asked};
use crate::edit::splice;
use crate::facts::{self, Estimate};
use crate::repository::context::ContextIgnore;
use crate::repository::{Base, Dockerfile, DockerfileId, Repository};
use crate::rewrite::join::files::{self, Files, absolute};
use crate::rewrite::stage;
use crate::source::FileId;
use crate::syntax::dockerfile::{Form, Instruction, Keyword, parse};

/// Debian's package of the supervisor: small, made to be the first process, and its own parts need nothing but the C
/// library.
pub(super) const PACKAGE: &str = "s6";
/// Where the script lies that says what it runs.
pub(super) const SCRIPT: &str = "/usr/local/bin/processes";
/// The word that ends the script in the Dockerfile.
const END: &str = "PROCESSES";

/// What an image is by itself.
pub(super) struct Image {
    pub(super) entrypoint: Vec<String>,
    pub(super) command: Vec<String>,
    /// `WORKDIR`.
    pub(super) directory: String,
    /// `STOPSIGNAL`.
    pub(super) stop_signal: Option<String>,
    pub(super) health: Option<Health>,
    /// `EXPOSE`, numbers only.
    pub(super) exposed: Vec<String>,
    /// The build context's files by their path in it.
    pub(super) files: Files,
    /// Where it has something from other stages or images.
    pub(super) brought: Vec<String>,
    /// What the supervisor adds.
    pub(super) supervisor: Estimate,
    /// Behind the last stage's `FROM`.
    at: usize,
    text: String,
}

impl Image {
    /// Reads the last stage of a Dockerfile.
    pub(super) fn read(
        repository: &Repository,
        text: &str,
        context: &str,
        ignore: &ContextIgnore,
    ) -> Result<Self, String> {
        if text.contains('\r') {
            return Err("its Dockerfile's lines end as on Windows, where a script's must not".to_owned());
        }
        let syntax = parse(FileId(0), text);
        let one = Dockerfile::new(DockerfileId(0), String::new(), FileId(0), syntax);
        let stage = one.stages.last().ok_or("its Dockerfile has no stage")?;
        let Base::Image(reference) = &stage.base else {
            return Err("its last stage stands on another, or on what isn't known".to_owned());
        };
        let base = BaseImage::parse(reference).ok_or("its base isn't known")?;
        let asked = [Asked { name: PACKAGE, recommends: false }];
        let supervisor = size::debian(System::Apt, &asked, Some(&base)).ok_or_else(|| {
            format!("whether Debian's `{PACKAGE}` can be installed on `{reference}` isn't known")
        })?;
        let all = one.instructions(stage);
        if all.iter().any(|it| it.keyword == Keyword::Shell) {
            return Err("`SHELL` runs its commands".to_owned());
        }
        let last = |keyword: Keyword| all.iter().rfind(|it| it.keyword == keyword);
        let entrypoint = match last(Keyword::Entrypoint) {
            Some(own) => started(own)?,
            None => facts::base_entrypoint(&base.repository)
                .ok_or_else(|| format!("the entry point of `{reference}` isn't known"))?
                .iter()
                .map(|&word| word.to_owned())
                .collect(),
        };
        let command = last(Keyword::Cmd).map(started).transpose()?.unwrap_or_default();
        let mut directory = "/".to_owned();
        for instruction in all.iter().filter(|it| it.keyword == Keyword::Workdir) {
            let name = instruction.args.first().map_or("", |word| word.value.as_str());
            directory = absolute(&directory, name)?;
        }
        let copies = all.iter().filter(|it| matches!(it.keyword, Keyword::Copy | Keyword::Add));
        let copies = copies.filter_map(Instruction::copy).filter(|copy| copy.from.is_some());
        let brought = copies.map(|copy| absolute(&directory, &copy.destination.value));
        let exposed = all.iter().filter(|it| it.keyword == Keyword::Expose).flat_map(|it| &it.args);
        let from = stage.from.span.end as usize;
        let line_end = text[from..].find('\n').map_or(text.len(), |at| from + at + 1);
        Ok(Self {
            entrypoint,
            command,
            stop_signal: last(Keyword::Stopsignal).map(|it| it.rest.text.clone()),
            health: last(Keyword::Healthcheck).map(words::image_health).transpose()?.flatten(),
            exposed: exposed.map(|word| number(&word.value).to_owned()).collect(),
            files: files::of(&repository.tree, context, ignore, all)?,
            brought: brought.collect::<Result<_, _>>()?,
            directory,
            supervisor,
            at: line_end,
            text: text.to_owned(),
        })
    }

    /// The Dockerfile with the supervisor and its script.
    pub(super) fn supervised(&self, script: &str) -> Result<String, String> {
        if script.lines().any(|line| line == END) {
            return Err(format!("a command of theirs holds `{END}`"));
        }
        let installation = stage::words::installation(&[PACKAGE.to_owned()], "\n");
        let before = |at: usize| if self.text[..at].ends_with('\n') { "" } else { "\n" };
        let end = self.text.len();
        let edits: Vec<(Range<usize>, String)> = vec![
            (self.at..self.at, format!("{}{installation}", before(self.at))),
            (end..end, format!("{}\nCOPY --chmod=755 <<'{END}' {SCRIPT}\n{script}{END}\n", before(end))),
        ];
        splice(&self.text, edits).ok_or_else(|| "its Dockerfile can't be added to".to_owned())
    }
}

/// `8000/tcp` → `8000`.
pub(super) fn number(port: &str) -> &str {
    port.split('/').next().unwrap_or(port)
}

/// The words of `CMD` or `ENTRYPOINT`.
fn started(instruction: &Instruction) -> Result<Vec<String>, String> {
    match (instruction.form, instruction.exec_words(), instruction.shell_script()) {
        (Form::Exec, Some(words), _) => Ok(words.iter().map(|word| word.value.clone()).collect()),
        (_, _, Some(script)) => Ok(vec!["/bin/sh".to_owned(), "-c".to_owned(), script.text]),
        _ => Err("what its image starts can't be read".to_owned()),
    }
}
