//! Which word of a command is the program it runs.

use super::Command;

/// A program whose arguments are another command.
struct Wrapper {
    name: &'static str,
    /// Its flags that take the next word as their value.
    valued: &'static [&'static str],
    /// How many arguments of its own precede the command.
    arguments: usize,
}

const fn wrapper(name: &'static str, valued: &'static [&'static str], arguments: usize) -> Wrapper {
    Wrapper { name, valued, arguments }
}

/// From the manuals of POSIX, bash, coreutils, util-linux, sudo and doas.
const WRAPPERS: [Wrapper; 13] = [
    wrapper(
        "sudo",
        &["-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U", "-D", "-R", "-T", "--user", "--group"],
        0,
    ),
    wrapper("doas", &["-u", "-C"], 0),
    wrapper("exec", &["-a"], 0),
    wrapper("env", &["-u", "--unset", "-C", "--chdir"], 0),
    wrapper("time", &["-f", "-o", "--format", "--output"], 0),
    wrapper("nohup", &[], 0),
    wrapper("command", &[], 0),
    wrapper("builtin", &[], 0),
    wrapper("nice", &["-n", "--adjustment"], 0),
    wrapper("ionice", &["-c", "-n", "--class", "--classdata"], 0),
    wrapper("stdbuf", &["-i", "-o", "-e", "--input", "--output", "--error"], 0),
    wrapper("setsid", &[], 0),
    wrapper("timeout", &["-k", "-s", "--kill-after", "--signal"], 1),
];

impl Command {
    /// The index in `words` of the program that does the work: behind `sudo`, `exec`, `env A=b`, `time`, `nohup` and
    /// their like, and their flags. `None` where there is no word, or none left behind them.
    pub fn program(&self) -> Option<usize> {
        let mut at = 0;
        loop {
            let name = self.words.get(at)?.text();
            let name = name.rsplit('/').next().unwrap_or(&name);
            let Some(wrapper) = WRAPPERS.iter().find(|wrapper| wrapper.name == name) else {
                return Some(at);
            };
            // `command -v docker` asks, it doesn't run
            if name == "command" && self.words.get(at + 1).is_some_and(|word| word.is("-v") || word.is("-V"))
            {
                return Some(at);
            }
            at = self.behind(wrapper, at + 1);
        }
    }

    /// The last component of the program's name; `None` where it isn't known.
    pub fn program_name(&self) -> Option<String> {
        let name = self.words[self.program()?].literal()?;
        Some(name.rsplit('/').next().unwrap_or(&name).to_owned())
    }

    /// The first word from `at` on that isn't a flag, an assignment or another argument of the wrapper's own.
    fn behind(&self, wrapper: &Wrapper, mut at: usize) -> usize {
        let mut arguments = wrapper.arguments;
        while let Some(word) = self.words.get(at) {
            let text = word.text();
            if text == "--" {
                return at + 1 + arguments;
            } else if wrapper.valued.contains(&text.as_str()) {
                at += 1;
            } else if text.starts_with('-') || is_assignment(&text) {
                // the flag itself
            } else if arguments > 0 {
                arguments -= 1;
            } else {
                break;
            }
            at += 1;
        }
        at
    }
}

fn is_assignment(text: &str) -> bool {
    let name = super::characters::name_length(text.as_bytes());
    name > 0 && text[name..].starts_with('=')
}
