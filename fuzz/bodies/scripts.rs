//! The readers of shell text and makefiles.

use careen::source::{FileId, Mapped};
use careen::syntax::make;
use careen::syntax::shell::{self, Word};

use super::{inside, mapped_inside, text};

/// Every command, word and heredoc lies in the text, and every scope exists.
pub(crate) fn shell(data: &[u8]) {
    let text = text(data);
    let script = shell::parse(&Mapped::whole(FileId(0), &text, 0));
    for command in &script.commands {
        inside(&text, command.span);
        assert!((command.scope as usize) < script.scopes.len());
        if let Some(program) = command.program() {
            assert!(program < command.words.len());
        }
        command.program_name();
        command.words.iter().for_each(|word| check(&text, word));
        command.redirects.iter().for_each(|redirect| check(&text, &redirect.target));
        for assignment in &command.assignments {
            inside(&text, assignment.name.span);
            check(&text, &assignment.value);
        }
        command.heredocs.iter().for_each(|body| mapped_inside(&text, body));
    }
    script.loops.iter().flat_map(|each| &each.words).for_each(|word| check(&text, word));
}

fn check(text: &str, word: &Word) {
    inside(text, word.span);
    word.literal();
    word.text();
    word.fields(&|_| Some("a b".into()), &|_| None);
}

/// Every name, value and recipe lies in the text, and expansion ends.
pub(crate) fn makefile(data: &[u8]) {
    let text = text(data);
    let makefile = make::parse(FileId(0), &text);
    makefile.includes.iter().for_each(|include| inside(&text, include.span));
    for variable in &makefile.variables {
        inside(&text, variable.name.span);
        mapped_inside(&text, &variable.value);
    }
    for rule in &makefile.rules {
        rule.targets.iter().chain(&rule.prerequisites).for_each(|word| inside(&text, word.span));
        for recipe in &rule.recipe {
            mapped_inside(&text, recipe);
            makefile.shell(recipe).iter().for_each(|shown| inside(&text, shown.span(0..shown.text.len())));
        }
    }
    makefile.expand(&text);
    makefile.alternatives(&text);
}
