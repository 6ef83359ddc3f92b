//! Shell scripts. Batch and PowerShell files are close enough for the commands that matter here.

use crate::repository::references::Strength;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::Output;
use crate::repository::references::shell::{Setting, walk};
use crate::repository::references::site::Site;
use crate::source::Mapped;

/// Reads a whole file.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let mut setting = Setting::with(Strength::Executed, Directory::start());
    setting.is_script = true;
    let ending = site.path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let text = match ending.as_str() {
        "bat" | "cmd" => windows(site, '^', &["::", "rem ", "REM ", "Rem "]),
        "ps1" => windows(site, '`', &["#"]),
        _ => site.mapped(0..site.text.len()),
    };
    walk(site, &text, &setting, output);
    super::comments::commented_out(site, &setting.directory, output);
}

/// Lines of a Windows script as a shell would read them: continued lines joined, paths with `/`, comments left out.
fn windows(site: &Site<'_>, continuation: char, comments: &[&str]) -> Mapped {
    let mut text = Mapped::new(site.file);
    let mut start = 0;
    for line in site.text.split_inclusive('\n') {
        let end = line.trim_end();
        let code = end.trim_start().trim_start_matches('@');
        if !comments.iter().any(|comment| code.starts_with(comment)) {
            let (code, rest) = match code.strip_suffix(continuation) {
                Some(code) => (code, " "),
                None => (code, "\n"),
            };
            let indent = end.len() - end.trim_start().trim_start_matches('@').len();
            text.push(&code.replace('\\', "/").replace("%~dp0", "./"), start + indent);
            text.push(rest, start + end.len());
        }
        start += line.len();
    }
    text
}
