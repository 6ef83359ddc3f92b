//! Makefiles.

use crate::repository::path;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::{Call, Output};
use crate::repository::references::shell::{Setting, Value, walk};
use crate::repository::references::site::Site;
use crate::syntax::make::{self, Makefile};

/// Reads all recipes, each in every form its variables give it.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let makefile = make::parse(site.file, site.text);
    let is_main = !path::file_name(site.path).ends_with(".mk");
    // included files are run where the including makefile is
    let mut setting = Setting::executed(if is_main { site.directory() } else { Directory::start() });
    exported(&makefile, &mut setting);
    for include in &makefile.includes {
        if let Some(path) = makefile.expand(&include.value) {
            output.calls.push(Call { path, directory: setting.directory.clone() });
        }
    }
    for recipe in makefile.rules.iter().flat_map(|rule| &rule.recipe) {
        for text in makefile.shell(recipe) {
            walk(site, &text, &setting, output);
        }
    }
    super::comments::commented_out(site, &setting.directory, output);
}

/// Variables that the commands see in their environment.
fn exported(makefile: &Makefile, setting: &mut Setting) {
    for variable in makefile.variables.iter().filter(|variable| variable.exported) {
        let span = variable.value.span(0..variable.value.text.len());
        for text in makefile.alternatives(&variable.value.text) {
            setting.variables.add(&variable.name.value, Value::text(&text, span));
        }
        setting.variables.export(&variable.name.value);
    }
}
