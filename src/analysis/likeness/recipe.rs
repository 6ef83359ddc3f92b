//! A Dockerfile as what it does, each step with what could be a parameter left open.

use rustc_hash::FxHashMap;

use super::masks::Masks;
use crate::facts;
use crate::repository::{Base, Dockerfile, Stage};
use crate::source::Span;
use crate::syntax::dockerfile::{Instruction, Keyword};
use crate::syntax::{image_reference, shell};

/// What a Dockerfile does.
#[derive(Debug)]
pub(super) struct Recipe {
    /// Steps by their text, sorted; equal ones added up.
    pub(super) steps: Vec<Step>,
    /// The sum of their weights.
    pub(super) weight: f32,
    /// What it copies from its context and what it starts, as written, sorted: equal only for drafts of one image.
    pub(super) identity: Vec<String>,
    /// The languages of its outside bases, sorted.
    pub(super) languages: Vec<&'static str>,
}

/// One kind of step, with all that could be a parameter left open.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The step, normalised.
    pub(super) text: String,
    /// How much it says about what the image is.
    pub(super) weight: f32,
    /// Where it stands first.
    pub(super) span: Span,
}

// How much steps say. A command or a base decides what an image is; a port, a user or a working directory are what a
// parameter could be.
const BASE: f32 = 1.0;
const BASE_VERSION: f32 = 0.3;
const COMMAND: f32 = 1.0;
const HOUSEKEEPING: f32 = 0.2;
const PACKAGE: f32 = 0.6;
const COPY: f32 = 0.4;
const PROGRAM: f32 = 0.2;
const SETTING: f32 = 0.2;
const TRIFLE: f32 = 0.1;

/// Commands that only tidy up or prepare: POSIX utilities and the user tools of Debian and Alpine.
const HOUSEKEEPERS: [&str; 16] = [
    "rm", "mkdir", "chmod", "chown", "echo", "true", "set", "cd", "ls", "touch", "find", "adduser",
    "addgroup", "useradd", "groupadd", "ln",
];

impl Recipe {
    /// Reads the steps of a Dockerfile; `names` are those it may go by: of services built from it.
    pub(super) fn of(dockerfile: &Dockerfile, names: &[&str]) -> Self {
        let masks = Masks::new(dockerfile, names);
        let mut reader = Reader { masks, steps: Vec::new(), identity: Vec::new(), languages: Vec::new() };
        let last = dockerfile.stages.len().saturating_sub(1);
        for stage in &dockerfile.stages {
            reader.base(stage);
            for instruction in dockerfile.instructions(stage) {
                reader.instruction(instruction, stage.index == last);
            }
        }
        reader.finish()
    }

    /// The steps' texts, sorted.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| step.text.as_str())
    }

    /// How alike two recipes are, 0 to 1: the weight of what both do over the weight of what either does.
    pub(super) fn likeness(&self, other: &Self) -> f32 {
        if self.languages != other.languages && !self.languages.is_empty() && !other.languages.is_empty() {
            return 0.0;
        }
        let shared: f32 = pairs(&self.steps, &other.steps).map(|(a, b)| a.weight.min(b.weight)).sum();
        let either = self.weight + other.weight - shared;
        if either > 0.0 { shared / either } else { 0.0 }
    }

    /// Whether both do the same steps with the same files, whatever they start.
    pub(super) fn makes_the_same(&self, other: &Self) -> bool {
        let made = |recipe: &'_ Self| -> Vec<String> {
            let steps = recipe.steps.iter().map(|step| &step.text).chain(&recipe.identity);
            steps.filter(|text| !text.starts_with("start ") && *text != "EXPOSE").cloned().collect()
        };
        made(self) == made(other)
    }

    /// The share of copied sources and started programs that two recipes have in common, 0 to 1.
    pub(super) fn identity(&self, other: &Self) -> f32 {
        let shared = self.identity.iter().filter(|it| other.identity.contains(it)).count();
        let either = self.identity.len() + other.identity.len() - shared;
        if either > 0 { shared as f32 / either as f32 } else { 0.0 }
    }
}

/// Steps that both have; both lists are sorted.
pub(super) fn pairs<'a>(a: &'a [Step], b: &'a [Step]) -> impl Iterator<Item = (&'a Step, &'a Step)> {
    let mut at = 0;
    a.iter().filter_map(move |step| {
        while at < b.len() && b[at].text < step.text {
            at += 1;
        }
        b.get(at).filter(|other| other.text == step.text).map(|other| (step, other))
    })
}

struct Reader<'a> {
    masks: Masks<'a>,
    steps: Vec<Step>,
    identity: Vec<String>,
    languages: Vec<&'static str>,
}

impl Reader<'_> {
    fn push(&mut self, text: impl Into<String>, weight: f32, span: Span) {
        self.steps.push(Step { text: text.into(), weight, span });
    }

    fn base(&mut self, stage: &Stage) {
        match &stage.base {
            Base::Stage(_) => self.push("from stage", SETTING, stage.span),
            Base::Scratch => self.push("from scratch", BASE, stage.span),
            Base::Unknown => self.push(format!("from {}", stage.from.value), BASE, stage.span),
            Base::Image(image) => {
                let parsed = image_reference::parse(image).ok();
                let repository = parsed.as_ref().map_or_else(|| image.clone(), |it| it.familiar());
                let tag = parsed.and_then(|it| it.tag).unwrap_or_default();
                let language = facts::language(&repository, &tag);
                self.languages.extend(language.as_ref().map(|language| language.name));
                let version = language.and_then(|it| it.version).unwrap_or(tag);
                self.push(format!("version {repository} {version}"), BASE_VERSION, stage.span);
                self.push(format!("from {repository}"), BASE, stage.span);
            }
        }
    }

    fn instruction(&mut self, instruction: &Instruction, is_final: bool) {
        let span = instruction.keyword_span;
        match instruction.keyword {
            Keyword::Run => self.run(instruction),
            Keyword::Copy | Keyword::Add => self.copy(instruction),
            Keyword::Env => {
                for (key, _) in instruction.pairs() {
                    let key = self.masks.word(&key.value);
                    self.push(format!("env {key}"), SETTING, span);
                }
            }
            Keyword::Cmd | Keyword::Entrypoint if is_final => self.start(instruction),
            Keyword::User | Keyword::Healthcheck | Keyword::Shell | Keyword::Arg => {
                self.push(instruction.keyword.as_str(), SETTING, span);
            }
            Keyword::Expose | Keyword::Workdir | Keyword::Volume | Keyword::Stopsignal => {
                self.push(instruction.keyword.as_str(), TRIFLE, span);
            }
            _ => {}
        }
    }

    fn run(&mut self, instruction: &Instruction) {
        let span = instruction.keyword_span;
        let commands: Vec<Vec<String>> = match (instruction.exec_words(), instruction.shell_script()) {
            (Some(words), _) => vec![words.iter().map(|word| word.value.clone()).collect()],
            (None, Some(script)) => {
                let script = shell::parse(&script);
                script.commands.iter().map(|it| it.words.iter().map(shell::Word::text).collect()).collect()
            }
            (None, None) => vec![vec![instruction.rest.text.clone()]],
        };
        for words in commands {
            self.command(&words, span);
        }
    }

    fn command(&mut self, words: &[String], span: Span) {
        let Some(program) = words.first() else { return };
        if let Some((manager, packages)) = installs(words) {
            self.push(format!("install {manager}"), SETTING, span);
            for package in packages {
                let name = package.split(['=', '<', '>', '~', '[']).next().unwrap_or(package);
                self.push(format!("package {name}"), PACKAGE, span);
            }
            return;
        }
        let tidies = HOUSEKEEPERS.contains(&program.as_str())
            || words
                .get(1)
                .is_some_and(|verb| matches!(verb.as_str(), "update" | "clean" | "upgrade" | "autoremove"));
        if tidies {
            self.push(format!("tidy {program}"), HOUSEKEEPING, span);
            return;
        }
        let masked: Vec<String> = words.iter().map(|word| self.masks.word(word)).collect();
        self.push(format!("run {}", masked.join(" ")), COMMAND, span);
    }

    fn copy(&mut self, instruction: &Instruction) {
        let Some(copy) = instruction.copy() else { return };
        let from = copy.from.as_ref().map_or("", |_| "--from ");
        let weight = COPY / copy.sources.len().max(1) as f32;
        for source in &copy.sources {
            let kind = self.masks.source(&source.value);
            self.push(format!("copy {from}{kind}"), weight, instruction.keyword_span);
        }
        if copy.from.is_none() {
            let sources =
                copy.sources.iter().map(|it| it.value.trim_start_matches("./").trim_end_matches('/'));
            self.identity.extend(sources.map(|source| format!("copy {source}")));
        }
    }

    fn start(&mut self, instruction: &Instruction) {
        let words: Vec<String> = match instruction.exec_words() {
            Some(words) => words.iter().map(|word| word.value.clone()).collect(),
            None => instruction.rest.text.split_whitespace().map(str::to_owned).collect(),
        };
        let Some(program) = words.first() else { return };
        let program =
            crate::repository::path::file_name(program).trim_end_matches(|c: char| c.is_ascii_digit());
        let program = self.masks.word(program);
        self.push(format!("start {program}"), PROGRAM, instruction.keyword_span);
        let told: Vec<String> = words.iter().filter(|it| !it.starts_with('-')).cloned().collect();
        self.identity.push(format!("start {}", told.join(" ")));
    }

    fn finish(self) -> Recipe {
        let mut by_text: FxHashMap<String, Step> = FxHashMap::default();
        for step in self.steps {
            let weight = step.weight;
            by_text.entry(step.text.clone()).and_modify(|known| known.weight += weight).or_insert(step);
        }
        let mut steps: Vec<Step> = by_text.into_values().collect();
        steps.sort_by(|a, b| a.text.cmp(&b.text));
        let (mut identity, mut languages) = (self.identity, self.languages);
        identity.sort();
        identity.dedup();
        languages.sort();
        languages.dedup();
        let weight = steps.iter().map(|step| step.weight).sum();
        Recipe { steps, weight, identity, languages }
    }
}

/// The package manager that a command installs with, and what; files and options aside.
fn installs(words: &[String]) -> Option<(&str, Vec<&str>)> {
    let (at, manager) = words.iter().enumerate().take(4).find_map(|(at, word)| {
        let name = crate::repository::path::file_name(word)
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        MANAGERS.contains(&name).then_some((at, name))
    })?;
    let verb =
        words.iter().skip(at + 1).position(|word| matches!(word.as_str(), "install" | "add"))? + at + 1;
    let mut packages = Vec::new();
    let mut skip = false;
    for word in &words[verb + 1..] {
        if skip {
            skip = false;
        } else if word.starts_with('-') {
            // options of pip and apk whose value stands behind them
            skip =
                matches!(word.as_str(), "-r" | "-c" | "-t" | "-i" | "--virtual" | "--index-url" | "--prefix");
        } else if !word.starts_with('.') && !word.contains('/') && !word.contains('$') {
            packages.push(word.as_str());
        }
    }
    Some((manager, packages))
}

/// Package managers that take names behind `install` or `add`.
const MANAGERS: [&str; 10] = ["apt-get", "apt", "apk", "dnf", "yum", "microdnf", "pip", "npm", "gem", "pecl"];
