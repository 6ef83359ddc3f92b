//! What an image carries after all its layers: a removal in a later layer frees nothing.

use super::action::{Action, Dependencies, Packages, Removal, Tool};
use super::interpret::first_line;
use super::purpose::Start;
use super::stage::{StageContents, Step};
use super::toolchain;
use crate::source::Span;

/// What an item is to the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A compiler, or a package that pulls one in.
    Compiler,
    /// Header files (`-dev`, `-devel`).
    Headers,
    /// What compilers are driven with: `make`, `cmake`, `pkg-config`.
    BuildTool,
    /// Any other package of the distribution.
    Package,
    /// A command that compiled or bundled.
    Build(Tool),
    /// A language's packages that only development needs.
    DevelopmentDependencies(super::Ecosystem),
}

/// Whether an item is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing removes it.
    Kept,
    /// The layer that brought it removes it: it takes no space.
    Purged,
    /// A later layer hides it, at this place: it takes the same space.
    Hidden(Span),
}

/// One thing in an image.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// A package's name, or nothing.
    pub name: String,
    /// The word or command that brought it; may cross lines.
    pub span: Span,
    /// The stage that brought it.
    pub stage: usize,
    /// The instruction that brought it.
    pub step: Span,
    /// Whether recommended packages came along.
    pub recommends: bool,
    /// Whether it is still there.
    pub fate: Fate,
}

impl Item {
    /// Whether the image holds its bytes.
    pub fn takes_space(&self) -> bool {
        self.fate != Fate::Purged
    }
}

/// Everything in an image that its Dockerfile put there.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    /// In the order in which they came.
    pub items: Vec<Item>,
    /// What it starts.
    pub start: Start,
    /// Whether packages are installed whose names a variable decides.
    pub more: bool,
    /// `apk add --virtual LABEL` with the items it brought.
    labels: Vec<(String, Vec<usize>)>,
}

impl Carried {
    /// Goes through the layers of a chain of stages, the lowest first.
    pub(super) fn through(chain: &[(usize, &StageContents)]) -> Self {
        let mut carried = Self::default();
        for (stage, contents) in chain {
            for step in &contents.steps {
                carried.step(*stage, step);
            }
            carried.start = contents.start.over(std::mem::take(&mut carried.start));
        }
        carried
    }

    /// What one layer brings, by itself.
    pub fn of_step(step: &Step) -> Self {
        let mut carried = Self::default();
        carried.step(0, step);
        carried
    }

    /// Items of a kind whose bytes the image holds.
    pub fn held(&self, kind: impl Fn(Kind) -> bool) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.takes_space() && kind(item.kind))
    }

    fn step(&mut self, stage: usize, step: &Step) {
        let mut layer = Layer { carried: self, stage, step: step.span, automatic: false, manual: Vec::new() };
        for done in &step.done {
            layer.action(&done.action, done.span);
        }
    }
}

/// One layer while it is gone through.
struct Layer<'a> {
    carried: &'a mut Carried,
    stage: usize,
    step: Span,
    /// Whether everything was marked as installed automatically.
    automatic: bool,
    manual: Vec<String>,
}

impl Layer<'_> {
    fn action(&mut self, action: &Action, span: Span) {
        match action {
            Action::Install(packages) => self.install(packages),
            Action::Remove(removal) => self.remove(removal, span),
            Action::MarkAutomatic => self.automatic = true,
            Action::MarkManual(names) => self.manual.extend(names.iter().cloned()),
            Action::Toolchain(name) => self.push(Kind::Compiler, name, span, false),
            Action::Build(tool) => self.push(Kind::Build(*tool), "", span, false),
            Action::Depend(dependencies) => self.depend(dependencies, span),
            Action::PruneDevelopment(ecosystem) => {
                let kind = Kind::DevelopmentDependencies(*ecosystem);
                self.end(span, |item| item.kind == kind);
            }
            Action::Delete(paths) if paths.iter().any(|path| is_modules(path)) => {
                let kind = Kind::DevelopmentDependencies(super::Ecosystem::Node);
                self.end(span, |item| item.kind == kind);
            }
            Action::Delete(_)
            | Action::DeleteCache(_)
            | Action::Reown(_)
            | Action::RefreshLists(_)
            | Action::DeleteLists(_)
            | Action::Environment(_) => {}
        }
    }

    fn install(&mut self, packages: &Packages) {
        self.carried.more |= packages.more;
        let first = self.carried.items.len();
        for name in &packages.names {
            self.push(toolchain::kind(&name.value), &name.value, name.span, packages.recommends);
        }
        if let Some(label) = &packages.label {
            let items = (first..self.carried.items.len()).collect();
            self.carried.labels.push((label.clone(), items));
        }
    }

    fn depend(&mut self, dependencies: &Dependencies, span: Span) {
        if dependencies.development == Some(true) && !dependencies.global {
            self.push(Kind::DevelopmentDependencies(dependencies.ecosystem), "", span, false);
        }
    }

    fn push(&mut self, kind: Kind, name: &str, span: Span, recommends: bool) {
        self.carried.items.push(Item {
            kind,
            name: name.to_owned(),
            span,
            stage: self.stage,
            step: self.step,
            recommends,
            fate: Fate::Kept,
        });
    }

    fn remove(&mut self, removal: &Removal, span: Span) {
        let labelled: Vec<usize> = self
            .carried
            .labels
            .iter()
            .filter(|(label, _)| removal.names.contains(label))
            .flat_map(|(_, items)| items.iter().copied())
            .collect();
        let own_layer = self.step;
        let automatic = removal.automatic && self.automatic;
        for (index, item) in self.carried.items.iter_mut().enumerate() {
            let named = removal.names.iter().any(|name| matches(name, &item.name));
            let swept = automatic && item.step == own_layer && !self.manual.contains(&item.name);
            if is_package(item.kind) && (named || swept || labelled.contains(&index)) {
                item.end(own_layer, span);
            }
        }
    }

    fn end(&mut self, span: Span, which: impl Fn(&Item) -> bool) {
        let layer = self.step;
        self.carried.items.iter_mut().filter(|item| which(item)).for_each(|item| item.end(layer, span));
    }
}

impl Item {
    fn end(&mut self, layer: Span, by: Span) {
        match self.fate {
            Fate::Kept if self.step == layer => self.fate = Fate::Purged,
            Fate::Kept => self.fate = Fate::Hidden(by),
            _ => {}
        }
    }
}

fn is_package(kind: Kind) -> bool {
    matches!(kind, Kind::Compiler | Kind::Headers | Kind::BuildTool | Kind::Package)
}

/// A name, or a pattern with `*` at its end as apt and dnf take them.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix.trim_end_matches('.').trim_start_matches('^')),
        None => pattern == name,
    }
}

fn is_modules(path: &str) -> bool {
    path.trim_end_matches('/').rsplit('/').next() == Some("node_modules")
}

/// What a build command looks like in a message, and its place on one line.
pub fn command(text: &str, span: Span) -> (String, Span) {
    (super::interpret::shown(text), first_line(span, text))
}
