//! What commands do that a fix could be wrong about.

use super::table;

const COMMANDS: &str = include_str!("../../rules/facts/commands.tsv");

/// Whether a program runs a text or a program that isn't its own: a shell, `make`, `xargs`.
pub fn runs_others(program: &str) -> bool {
    kind(program) == Some("runs")
}

/// Whether a program makes users or installs packages of the distribution, or nothing: it writes nothing where an
/// application lies.
pub fn works_elsewhere(program: &str) -> bool {
    kind(program) == Some("elsewhere")
}

fn kind(program: &str) -> Option<&'static str> {
    table::rows::<3>(COMMANDS).find(|[known, ..]| *known == program).map(|[_, kind, _]| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<3>(COMMANDS);
        assert!(table::rows::<3>(COMMANDS).all(|[_, kind, _]| ["runs", "elsewhere"].contains(&kind)));
    }

    #[test]
    fn programs_have_one_kind() {
        assert!(runs_others("bash") && !works_elsewhere("bash"));
        assert!(works_elsewhere("useradd") && !runs_others("useradd"));
        assert!(!runs_others("pip") && !works_elsewhere("pip"));
    }
}
