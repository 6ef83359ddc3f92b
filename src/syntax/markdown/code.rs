//! Commands in code blocks that show a terminal.

use super::Block;
use crate::source::Mapped;

/// Languages that mean a terminal with prompts and output.
const TERMINALS: [&str; 6] = ["console", "shell-session", "sh-session", "shellsession", "terminal", "ps1con"];

/// The shell text in a block: where its lines begin with prompts, only what stands behind them (with lines that
/// continue a command), the rest being output; else all of it. `# ` counts as a prompt only in a terminal without
/// `$ `, since it begins a comment elsewhere.
pub fn commands(block: &Block) -> Mapped {
    let content = &block.content;
    let has = |prompt: &str| content.text.lines().any(|line| line.trim_start().starts_with(prompt));
    let terminal = block.language.as_deref().is_some_and(|language| TERMINALS.contains(&language));
    let prompt = match terminal {
        _ if has("$ ") => "$ ",
        true if has("# ") => "# ",
        _ if content.text.lines().all(|line| line.is_empty() || line.starts_with("> ")) && has("> ") => "> ",
        _ => return content.clone(),
    };
    let mut commands = Mapped::new(content.file);
    let mut continues = false;
    let mut start = 0;
    for line in content.text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        // the prompt of a continued line
        let rest = trimmed.strip_prefix(prompt).or_else(|| {
            let rest = trimmed.strip_prefix("> ").unwrap_or(line);
            continues.then_some(rest)
        });
        if let Some(rest) = rest {
            commands.append(&content.slice(start + line.len() - rest.len()..start + line.len()));
            continues = rest.trim_end_matches(['\n', '\r']).ends_with('\\');
        }
        start += line.len();
    }
    commands
}
