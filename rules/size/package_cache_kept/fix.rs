//! How a cache is kept out of the layer that keeps it: by a flag where there is one, else by deleting it in the same `RUN`.

use super::lists;
use crate::analysis::size::Held;
use crate::edit::{self, Applicability, Edit, Fix};
use crate::lint::Context;
use crate::repository::Dockerfile;
use crate::rules::size::script::{RunScript, called, sudo};
use crate::rules::size::ships::{self, Ships};
use crate::rules::size::yarn;
use crate::syntax::shell::Word;

/// One cache's way out.
struct Way {
    does: &'static str,
    applicability: Applicability,
    edit: Edit,
    /// Whether a command is added behind the others.
    is_added: bool,
}

/// All ways together; where some of them may change what is built, the others by themselves, too.
pub(super) fn fixes<'h>(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    ships: &Ships<'_>,
    kept: impl Iterator<Item = &'h Held> + Clone,
) -> Vec<Fix> {
    let all = kept.clone();
    let mut ways: Vec<Way> =
        kept.filter_map(|held| way(context, dockerfile, ships, held, all.clone())).collect();
    // a command goes behind a flag that is put at the same place
    ways.sort_by_key(|way| way.is_added);
    let is_safe = |way: &&Way| way.applicability == Applicability::Safe;
    let (all, safe): (Vec<&Way>, Vec<&Way>) = (ways.iter().collect(), ways.iter().filter(is_safe).collect());
    let parts = if safe.len() == all.len() { vec![all] } else { vec![all, safe] };
    parts.iter().filter_map(|ways| together(ways)).collect()
}

fn together(ways: &[&Way]) -> Option<Fix> {
    let mut does: Vec<String> = Vec::new();
    for way in ways.iter().filter(|way| !does.iter().any(|known| known == way.does)).collect::<Vec<_>>() {
        does.push(way.does.to_owned());
    }
    let title = ships::listed(&does);
    let applicability = ways.iter().map(|way| way.applicability).min()?;
    let edits = edit::each_once(ways.iter().map(|way| way.edit.clone()));
    let (first, rest) = title.split_at(title.char_indices().nth(1).map_or(title.len(), |(at, _)| at));
    Some(Fix { title: first.to_uppercase() + rest, applicability, edits })
}

fn way<'h>(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    ships: &Ships<'_>,
    held: &Held,
    all: impl Iterator<Item = &'h Held>,
) -> Option<Way> {
    let by = held.by?;
    let run = RunScript::at(context, dockerfile, by)?;
    let command = run.command(by)?;
    let (program, words) = called(command)?;
    let flags = |name: &str| words.iter().any(|word| word.text().split('=').next() == Some(name));
    let flag = |does, sub: &[&str], text: &str| {
        let edit = run.flag(words, sub, text)?;
        Some(Way { does, applicability: Applicability::Safe, edit, is_added: false })
    };
    let added = |does, applicability, edit| Some(Way { does, applicability, edit, is_added: true });
    // a package manager may be deleted at the end, or the folder it stands in: it empties its cache right away
    let emptied = |does, text: &str| {
        let those = all.filter(|other| other.path == held.path).filter_map(|other| run.command(other.by?));
        let last = those.max_by_key(|command| command.span.start)?;
        added(does, Applicability::Safe, run.right_behind(last, &format!("{}{text}", sudo(last)))?)
    };
    match (held.path.as_str(), program.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.')) {
        // a folder of its own is a choice, and may be a mount's
        (_, "pip" | "python" | "pypy" | "uv") if flags("--cache-dir") => None,
        (_, "npm" | "yarn") if flags("--cache") || flags("--cache-folder") => None,
        // what is installed is the same: only the next install in the same image would be slower
        ("/root/.cache/pip", "pip" | "python" | "pypy") => {
            flag("install without pip's cache", &["install"], "--no-cache-dir")
        }
        ("/root/.cache/uv", "uv") if !links_into_cache(context, dockerfile, ships, words) => {
            flag("install without uv's cache", &["install", "sync"], "--no-cache")
        }
        ("/root/.npm", "npm") if !lists::goes_on_offline(context, dockerfile, by) => {
            emptied("empty npm's cache", "npm cache clean --force")
        }
        ("/usr/local/share/.cache/yarn", "yarn")
            if yarn::is_first(context, dockerfile) && !lists::goes_on_offline(context, dockerfile, by) =>
        {
            emptied("empty Yarn's cache", "yarn cache clean")
        }
        ("/var/lib/apt/lists", "apt-get" | "apt" | "aptitude") => {
            let applicability = lists::deletable(context, dockerfile, ships, by)?;
            let delete = format!("{}rm -rf /var/lib/apt/lists/*", sudo(command));
            added("delete apt's package lists", applicability, run.then(&delete)?)
        }
        _ => None,
    }
}

/// Whether what uv installs consists of symbolic links into its cache.
/// <https://docs.astral.sh/uv/reference/settings/#link-mode>
fn links_into_cache(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    ships: &Ships<'_>,
    words: &[Word],
) -> bool {
    let stage = context.analysis.contents().stage(dockerfile.id, ships.built.stage.index);
    stage.and_then(|stage| stage.environment("UV_LINK_MODE")).is_some_and(|mode| mode == "symlink")
        || words.iter().any(|word| word.text().contains("symlink"))
}
