//! Earthfiles: `FROM DOCKERFILE`, `WITH DOCKER --compose`, commands behind `RUN`.

use crate::repository::references::found::Output;
use crate::repository::references::shell::{Setting, walk};
use crate::repository::references::site::Site;
use crate::source::Mapped;

/// Instructions and the commands that mean the same for the files they name.
const MEANINGS: [(&str, &str); 3] =
    [("FROM DOCKERFILE ", "docker build "), ("WITH DOCKER ", "docker stack deploy "), ("RUN ", "")];

/// Reads the lines as the commands they stand for.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let mut script = Mapped::new(site.file);
    let (mut start, mut continues) = (0, false);
    for line in site.text.split_inclusive('\n') {
        let code = line.trim_start();
        let at = start + line.len() - code.len();
        let meaning = MEANINGS.iter().find(|(instruction, _)| code.starts_with(instruction));
        match meaning {
            Some((instruction, command)) => {
                script.push_as(command, at, instruction.len());
                script.push(&code[instruction.len()..], at + instruction.len());
            }
            None if continues => script.push(code, at),
            None => {}
        }
        continues = (continues || meaning.is_some()) && line.trim_end().ends_with('\\');
        start += line.len();
    }
    walk(site, &script, &Setting::executed(site.directory()), output);
}
