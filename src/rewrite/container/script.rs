//! The script that the container starts with: it lays out what the supervisor runs, and is each process's beginning.

use std::fmt::Write;

use super::Candidate;
use super::image::SCRIPT;
use super::process::Restart;
use super::variables::Variables;
use super::words::{command, quoted};

/// Where the supervisor keeps its files: any user may write there.
pub(super) const FOLDER: &str = "/tmp/processes";

/// With which the script asks all processes.
pub(super) const HEALTH_WORD: &str = "health";

const HEAD: &str = "\
#!/bin/sh
# The first process of the container: starts what were services of their own as processes under s6, which starts them
# again and hands the stop signal on. With a name it is that process alone; `health` asks all of them.
set -eu
scan=/tmp/processes
";

const SUPERVISE: &str = r#"
# supervise NAME SIGNAL MILLISECONDS AT-ITS-END: the files by which s6 knows a process and what takes its output
supervise() {
    mkdir -p "$scan/$1/log"
    printf '#!/bin/sh\nexec SCRIPT %s 2>&1\n' "$1" > "$scan/$1/run"
    printf '#!/bin/sh\nexec sed -u "s/^/%s | /"\n' "$1" > "$scan/$1/log/run"
    printf '#!/bin/sh\n%s\n' "$4" > "$scan/$1/finish"
    chmod +x "$scan/$1/run" "$scan/$1/log/run" "$scan/$1/finish"
    echo "$2" > "$scan/$1/down-signal"
    echo "$3" > "$scan/$1/timeout-kill"
}
"#;

const HEALTH: &str = r#"health)
    failed=0
    for at in "$scan"/*; do
        if [ "$(s6-svstat -o up,wantedup "$at")" = 'false true' ]; then
            echo "${at##*/} is down"
            failed=1
        fi
    done
"#;

const ASK: &str = r#"    pids=''
    for name in ASKED; do
        process "$name" ask &
        pids="$pids $!"
    done
    for at in $pids; do wait "$at" || failed=1; done
"#;

/// Writes it.
pub(super) fn write(all: &[Candidate<'_>], variables: &Variables) -> String {
    let mut out = HEAD.to_owned();
    let apart: Vec<&str> = variables.own.iter().flatten().map(|own| own.called.as_str()).collect();
    if !apart.is_empty() {
        _ = write!(
            out,
            "\n# What the Compose file sets for one process alone, the process's name in front\napart='"
        );
        apart.iter().for_each(|name| _ = write!(out, "\n{name}"));
        out += "'\n";
    }
    out += "\nprocess() {\n    case \"$1\" in\n";
    for (candidate, own) in all.iter().zip(&variables.own) {
        let process = &candidate.process;
        _ = writeln!(out, "    {})", process.name);
        for variable in own {
            _ = writeln!(out, "        export {}=\"${}\"", variable.name, variable.called);
        }
        if !apart.is_empty() {
            out += "        unset $apart\n";
        }
        _ = writeln!(out, "        cd {}", quoted(&process.directory));
        if let Some(health) = &process.health {
            _ = writeln!(out, "        [ \"${{2-}}\" != ask ] || exec {}", command(&health.words));
        }
        _ = writeln!(out, "        exec {}\n        ;;", command(&process.words));
    }
    out += "    *)\n        echo \"there is no process $1\" >&2\n        exit 2\n        ;;\n    esac\n}\n";
    out += &SUPERVISE.replace("SCRIPT", SCRIPT);
    out += "\ncase \"${1-}\" in\n'')\n    rm -rf \"$scan\"\n";
    for Candidate { process, .. } in all {
        let end = match process.restart {
            Restart::Always => "exit 0",
            // 125 tells s6 to let it rest
            Restart::OnFailure => "[ \"$1\" != 0 ] || exit 125",
            Restart::Never => "exit 125",
        };
        _ = writeln!(out, "    supervise {} {} {} '{end}'", process.name, process.signal, process.grace);
    }
    out += "    exec s6-svscan \"$scan\"\n    ;;\n";
    out += HEALTH;
    let asked: Vec<&str> =
        all.iter().filter(|it| it.process.health.is_some()).map(|it| it.process.name.as_str()).collect();
    if !asked.is_empty() {
        out += &ASK.replace("ASKED", &asked.join(" "));
    }
    out += "    exit \"$failed\"\n    ;;\n*)\n    process \"$@\"\n    ;;\nesac\n";
    out
}
