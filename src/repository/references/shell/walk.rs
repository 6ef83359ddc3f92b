//! Walks the commands of a script in order.

use rustc_hash::FxHashMap;

use super::expand::{World, unknown};
use super::functions::Functions;
use super::variables::{Value, Variables};
use crate::repository::references::Strength;
use crate::repository::references::commands::Field;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::Output;
use crate::repository::references::site::Site;
use crate::source::{Mapped, Span};
use crate::syntax::shell::{self, Assignment, Command, ScopeKind, Script};

/// How many commands of called functions are walked in one script.
const MOST_CALLED: usize = 3_000;

/// How deep functions that call functions, and texts within texts, are followed.
pub(super) const DEEPEST: usize = 6;

/// What a call sets: as many arguments as are ever followed.
const PARAMETERS: [&str; 11] = ["@", "*", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Under which conditions a text is run.
#[derive(Debug, Clone)]
pub(in crate::repository::references) struct Setting {
    /// What the text proves.
    pub(in crate::repository::references) strength: Strength,
    /// Where it starts.
    pub(in crate::repository::references) directory: Directory,
    /// What its variables hold at the start.
    pub(in crate::repository::references) variables: Variables,
    /// Whether `$0` is the file it stands in.
    pub(in crate::repository::references) is_script: bool,
    /// How many texts it is nested in.
    pub(in crate::repository::references) depth: usize,
}

impl Setting {
    /// A text that is executed in `directory`.
    pub(in crate::repository::references) fn executed(directory: Directory) -> Self {
        Self::with(Strength::Executed, directory)
    }

    /// A text that proves so much, started in `directory`.
    pub(in crate::repository::references) fn with(strength: Strength, directory: Directory) -> Self {
        Self { strength, directory, variables: Variables::default(), is_script: false, depth: 0 }
    }
}

/// A script being walked.
pub(super) struct Walk<'a> {
    pub(super) site: &'a Site<'a>,
    pub(super) script: &'a Script,
    pub(super) own_path: Option<&'a str>,
    pub(super) strength: Strength,
    pub(super) depth: usize,
    scopes: Vec<Vec<usize>>,
    functions: Functions<'a>,
}

/// What changes on the way.
struct State {
    directories: FxHashMap<u32, Directory>,
    previous: Vec<Directory>,
    variables: Variables,
    budget: usize,
}

/// Reads `text` as a script and adds what it does to `output`.
pub(in crate::repository::references) fn walk(
    site: &Site<'_>,
    text: &Mapped,
    setting: &Setting,
    output: &mut Output,
) {
    if setting.depth > DEEPEST {
        return;
    }
    let script = shell::parse(text);
    let mut scopes = vec![Vec::new(); script.scopes.len()];
    for (index, command) in script.commands.iter().enumerate() {
        if let Some(scope) = scopes.get_mut(command.scope as usize) {
            scope.push(index);
        }
    }
    let walk = Walk {
        site,
        script: &script,
        own_path: setting.is_script.then_some(site.path),
        strength: setting.strength,
        depth: setting.depth,
        scopes,
        functions: Functions::of(&script),
    };
    let directories = FxHashMap::from_iter([(0, setting.directory.clone())]);
    let mut state = State {
        directories,
        previous: Vec::new(),
        variables: setting.variables.clone(),
        budget: MOST_CALLED,
    };
    walk.gather(&mut state);
    for command in &script.commands {
        // a function with arguments only shows what it does where it is called
        if !command.function.as_deref().is_some_and(|name| walk.functions.waits_for_calls(name)) {
            walk.command(command, &mut state, output, 0);
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn in_scope(&self, scope: u32) -> &[usize] {
        self.scopes.get(scope as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// All values that are ever assigned, wherever: careen doesn't know which branch runs.
    fn gather(&self, state: &mut State) {
        let directory = state.directories.get(&0).cloned().unwrap_or_else(Directory::start);
        for command in self.script.commands.iter().filter(|command| command.assigns_for_good()) {
            let exports = command.words.first().is_some_and(|word| word.is("export"));
            for assignment in &command.assignments {
                self.assign(assignment, &directory, &mut state.variables);
                if exports {
                    state.variables.export(&assignment.name.value);
                }
            }
            for word in command.words.iter().skip(1).filter(|_| exports) {
                state.variables.export(&word.text());
            }
        }
        for each in &self.script.loops {
            for word in &each.words {
                let worlds = World::all(self, &state.variables, &directory, &[word]);
                let fields: Vec<Field> = worlds.iter().flat_map(|world| world.fields(word)).collect();
                for field in fields {
                    state.variables.add(&each.name.value, Value::word(field));
                }
            }
        }
    }

    fn assign(&self, assignment: &Assignment, directory: &Directory, variables: &mut Variables) {
        let name = &assignment.name.value;
        let words: Vec<_> = assignment.array.iter().flatten().chain([&assignment.value]).collect();
        let worlds = World::all(self, variables, directory, &words);
        let values: Vec<Value> = worlds.iter().filter_map(|world| self.assigned(assignment, world)).collect();
        for value in values {
            if assignment.append {
                variables.append(name, &value);
            } else {
                variables.add(name, value);
            }
        }
    }

    /// The values an assignment gives, with the variables as they are.
    fn values(&self, assignment: &Assignment, directory: &Directory, variables: &Variables) -> Vec<Value> {
        let words: Vec<_> = assignment.array.iter().flatten().chain([&assignment.value]).collect();
        let worlds = World::all(self, variables, directory, &words);
        worlds.iter().filter_map(|world| self.assigned(assignment, world)).collect()
    }

    /// One value of an assignment; `None` where nothing of it is known.
    fn assigned(&self, assignment: &Assignment, world: &World<'_>) -> Option<Value> {
        if let Some(elements) = &assignment.array {
            let fields = elements.iter().flat_map(|word| world.fields(word)).collect();
            return Some(Value::list(fields, assignment.name.span));
        }
        let text = world.text(&assignment.value);
        let span = inside_quotes(assignment.value.span, &text, self.site);
        (text != unknown()).then(|| Value::text(&text, span))
    }

    fn command(&self, command: &Command, state: &mut State, output: &mut Output, depth: usize) {
        let directory = self.directory(command.scope, state);
        let is_cd = command
            .words
            .first()
            .is_some_and(|word| ["cd", "pushd", "popd"].iter().any(|name| word.is(name)));
        if is_cd {
            self.change_directory(command, &directory, state);
            return;
        }
        if depth < DEEPEST && self.call(command, &directory, state, output, depth) {
            return;
        }
        let words: Vec<_> =
            command.words.iter().chain(command.assignments.iter().map(|a| &a.value)).collect();
        for world in World::all(self, &state.variables, &directory, &words) {
            self.interpret(command, &world, output);
        }
    }

    /// The working directory of a scope; a new scope starts in that of the one around it.
    fn directory(&self, scope: u32, state: &mut State) -> Directory {
        let mut outer = scope;
        loop {
            if let Some(directory) = state.directories.get(&outer).cloned() {
                state.directories.insert(scope, directory.clone());
                return directory;
            }
            match self.script.scopes.get(outer as usize) {
                Some(inner) if inner.parent != outer => outer = inner.parent,
                _ => return Directory::start(),
            }
        }
    }

    fn change_directory(&self, command: &Command, directory: &Directory, state: &mut State) {
        let arguments: Vec<_> = command.words.iter().skip(1).collect();
        let world = World::all(self, &state.variables, directory, &arguments).into_iter().next();
        let Some(world) = world else { return };
        let to =
            arguments.iter().map(|word| world.text(word)).find(|text| text == "-" || !text.starts_with('-'));
        let back = command.words.first().is_some_and(|word| word.is("popd")) || to.as_deref() == Some("-");
        let next = match to {
            _ if back => state.previous.pop().unwrap_or_else(|| Directory::Unknown(String::new())),
            Some(to) => self.site.entered(directory, &to),
            None => Directory::Unknown(String::new()),
        };
        if !back {
            state.previous.push(directory.clone());
        }
        state.directories.insert(command.scope, next);
    }

    /// Walks the body of a function that is called.
    fn call(
        &self,
        command: &Command,
        directory: &Directory,
        state: &mut State,
        output: &mut Output,
        depth: usize,
    ) -> bool {
        let Some(name) = command.words.first().and_then(|word| word.literal()) else { return false };
        let Some(body) = self.functions.get(&name) else { return false };
        if command.function.as_deref() == Some(name.as_str()) || body.len() > state.budget {
            return false;
        }
        state.budget -= body.len();
        let Some(world) = World::all(self, &state.variables, directory, &[]).into_iter().next() else {
            return false;
        };
        let arguments: Vec<Field> = command.words[1..].iter().flat_map(|word| world.fields(word)).collect();
        let assigned = body.iter().flat_map(|&index| &self.script.commands[index].assignments);
        let names = assigned.map(|assignment| assignment.name.value.as_str()).chain(PARAMETERS);
        let outer: Vec<(String, Vec<Value>)> =
            names.map(|name| (name.to_owned(), state.variables.get(name).to_vec())).collect();
        for (index, argument) in arguments.iter().take(9).enumerate() {
            state.variables.set(&(index + 1).to_string(), vec![Value::word(argument.clone())]);
        }
        for all in ["@", "*"] {
            state.variables.set(all, vec![Value::list(arguments.clone(), command.span)]);
        }
        for scope in body.iter().map(|&index| self.script.commands[index].scope) {
            if self.script.scopes.get(scope as usize).is_some_and(|scope| scope.kind == ScopeKind::Function) {
                state.directories.insert(scope, directory.clone());
            } else {
                state.directories.remove(&scope);
            }
        }
        for &index in body {
            let inner = &self.script.commands[index];
            // `local file=$1` holds for this call
            for assignment in inner.assignments.iter().filter(|_| inner.assigns_for_good()) {
                let values = self.values(assignment, directory, &state.variables);
                if !values.is_empty() && !assignment.append {
                    state.variables.set(&assignment.name.value, values);
                }
            }
            self.command(inner, state, output, depth + 1);
        }
        for (name, values) in outer {
            state.variables.set(&name, values);
        }
        true
    }
}

/// The place of an assigned text, without the quotes around it.
fn inside_quotes(span: Span, text: &str, site: &Site<'_>) -> Span {
    if span.file != site.file || span.len() != text.len() + 2 {
        return span;
    }
    Span { start: span.start + 1, end: span.end - 1, ..span }
}
