//! package.json, Taskfile, justfile, Procfile.

use std::collections::BTreeMap;

use super::ci;
use crate::repository::references::Strength;
use crate::repository::references::found::Output;
use crate::repository::references::shell::{Setting, Value, Variables, walk};
use crate::repository::references::site::Site;
use crate::source::Mapped;
use crate::syntax::yaml::{self, Node};

/// `scripts` of package.json (and of composer.json, which may be lists): run in its folder.
pub(super) fn package_json(site: &Site<'_>, output: &mut Output) {
    let tree = yaml::parse_json_with_comments(site.file, site.text);
    let Some(root) = tree.root() else { return };
    for section in ["scripts", "tasks"] {
        for entry in root.get(section).map(Node::entries).unwrap_or_default() {
            let texts = entry.value.text().into_iter().chain(entry.value.items().filter_map(Node::text));
            let command = entry.value.get("command").and_then(Node::text);
            for text in texts.chain(command) {
                walk(site, &text, &Setting::executed(site.directory()), output);
            }
        }
    }
}

/// A Taskfile: `vars`, and commands anywhere. `{{.NAME}}` is one of the variables.
pub(super) fn yaml(site: &Site<'_>, output: &mut Output) {
    let tree = yaml::parse(site.file, site.text);
    if let Some(root) = tree.root() {
        let mut variables = Variables::default();
        for section in ["vars", "env"] {
            for entry in root.get(section).map(Node::entries).unwrap_or_default() {
                if let (Some(name), Some(text)) = (entry.key.as_str(), entry.value.as_str()) {
                    variables.set(name, vec![Value::text(text, entry.value.span())]);
                    if section == "env" {
                        variables.export(name);
                    }
                }
            }
        }
        for task in root.get("tasks").map(Node::entries).unwrap_or_default() {
            let folder = task.value.get("dir").and_then(Node::as_str).unwrap_or(".");
            let mut setting = Setting::executed(site.entered(&site.directory(), folder));
            setting.variables = variables.clone();
            task_commands(site, task.value, &setting, output);
        }
        if root.get("tasks").is_none() {
            ci::visit(site, root, "", &site.directory(), Strength::Executed, output);
        }
    }
}

fn task_commands(site: &Site<'_>, task: Node<'_>, setting: &Setting, output: &mut Output) {
    let run = |node: Node<'_>, output: &mut Output| {
        if let Some(text) = node.text() {
            walk(site, &braces_as_variables(&text), setting, output);
        }
    };
    for commands in [Some(task), task.get("cmds"), task.get("cmd")].into_iter().flatten() {
        run(commands, output);
        for item in commands.items() {
            run(item, output);
            if let Some(command) = item.get("cmd").or_else(|| item.get("defer")) {
                run(command, output);
            }
        }
    }
}

/// `{{.NAME}}` and `{{NAME}}` as the shell's `${NAME}`.
fn braces_as_variables(text: &Mapped) -> Mapped {
    let mut shell = Mapped::new(text.file);
    let mut at = 0;
    while let Some(open) = text.text[at..].find("{{").map(|found| at + found) {
        let Some(close) = text.text[open..].find("}}").map(|found| open + found) else { break };
        shell.append(&text.slice(at..open));
        let name: String = text.text[open + 2..close].trim().trim_start_matches('.').to_owned();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        let name = if is_name { name.replace('-', "_") } else { "_".to_owned() };
        let span = text.span(open..close + 2);
        shell.push_as(&format!("${{{name}}}"), span.start as usize, span.len());
        at = close + 2;
    }
    shell.append(&text.slice(at..text.text.len()));
    shell
}

/// A justfile: assignments, and recipes of indented lines, each run in the justfile's folder; a recipe that begins
/// with `#!` is one script.
pub(super) fn justfile(site: &Site<'_>, output: &mut Output) {
    let mut setting = Setting::executed(site.directory());
    let mut scripts: BTreeMap<usize, Mapped> = BTreeMap::new();
    let (mut start, mut script) = (0, None);
    for line in site.text.split_inclusive('\n') {
        let content = line.trim_end();
        let is_indented = content.starts_with([' ', '\t']);
        if let Some((name, value)) = content.split_once(":=").filter(|_| !is_indented) {
            let name = name.trim().trim_start_matches("export ").trim().replace('-', "_");
            let value = value.trim().trim_matches(['"', '\'']);
            // both are parts of the text
            let at = value.as_ptr() as usize - site.text.as_ptr() as usize;
            setting.variables.set(&name, vec![Value::text(value, site.span(at, at + value.len()))]);
        } else if is_indented {
            let code = content.trim_start().trim_start_matches(['@', '-']);
            let at = start + content.len() - code.len();
            let first = script.is_none();
            let key = *script.get_or_insert(at);
            let joins = !first
                && scripts
                    .get(&key)
                    .is_some_and(|text| text.text.starts_with("#!") || text.text.ends_with("\\\n"));
            let key = if joins || first { key } else { at };
            script = Some(key);
            let text = scripts.entry(key).or_insert_with(|| Mapped::new(site.file));
            text.push(code, at);
            text.push("\n", at + code.len());
        } else if !content.is_empty() {
            script = None;
        }
        start += line.len();
    }
    for text in scripts.values() {
        walk(site, &braces_as_variables(text), &setting, output);
    }
}

/// `name: command` lines.
pub(super) fn procfile(site: &Site<'_>, output: &mut Output) {
    let mut start = 0;
    for line in site.text.split_inclusive('\n') {
        if let Some(colon) = line.find(':').filter(|_| !line.starts_with('#')) {
            let text = site.mapped(start + colon + 1..start + line.trim_end().len().max(colon + 1));
            walk(site, &text, &Setting::executed(site.directory()), output);
        }
        start += line.len();
    }
}
