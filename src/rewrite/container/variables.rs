//! Variables of several services in one container: what all say alike stays as it is; anything else has its service's
//! name in front in the Compose file, and its own name in its process alone.

use std::collections::BTreeSet;

use super::process::Process;

/// The container's variables.
#[derive(Debug, Default)]
pub(super) struct Variables {
    /// What all processes have: name, and value as the Compose file writes it.
    pub(super) shared: Vec<(String, Option<String>)>,
    /// By process: what only it has.
    pub(super) own: Vec<Vec<Own>>,
}

/// A variable of one process.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Own {
    /// What the process calls it.
    pub(super) name: String,
    /// What the Compose file calls it.
    pub(super) called: String,
    /// As the Compose file writes it.
    pub(super) value: String,
}

/// By which programs are found, the supervisor's among them.
const PATH: &str = "PATH";
/// What the script itself calls something.
pub(super) const SCRIPTS: [&str; 6] = ["apart", "at", "failed", "name", "pids", "scan"];

/// Shares them out; or the process whose variables can't be, and why.
pub(super) fn share(processes: &[&Process]) -> Result<Variables, (usize, String)> {
    let is_shared = |name: &str, value: &Option<String>| {
        name != PATH
            && !SCRIPTS.contains(&name)
            && processes.iter().all(|it| it.variables.iter().any(|(key, own)| key == name && own == value))
    };
    let mut taken: BTreeSet<String> =
        processes.iter().flat_map(|it| it.variables.iter().map(|(name, _)| name.clone())).collect();
    let mut variables = Variables::default();
    for (at, process) in processes.iter().enumerate() {
        let mut own = Vec::new();
        for (name, value) in &process.variables {
            if is_shared(name, value) {
                if at == 0 {
                    variables.shared.push((name.clone(), value.clone()));
                }
                continue;
            }
            let Some(value) = value else {
                return Err((at, format!("its variable `{name}` is the shell's, if that has one")));
            };
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                && name.starts_with(|c: char| !c.is_ascii_digit());
            if !is_name {
                return Err((at, format!("a shell can't name its variable `{name}`")));
            }
            let mut called = format!("{}_{name}", upper(&process.name));
            while !taken.insert(called.clone()) {
                called.push('_');
            }
            own.push(Own { name: name.clone(), called, value: value.clone() });
        }
        variables.own.push(own);
    }
    Ok(variables)
}

/// `oi-monitor` → `OI_MONITOR`.
fn upper(name: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = name.chars().map(upper).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}
