//! What Node.js packages weigh: closures of the table of npm, and the number of packages that a lock file lists.

use super::Estimate;
use super::weighed::Weighed;
use crate::facts::packages;
use crate::syntax::packages::Package;

/// How far other versions than the table's are from it, either way.
const OTHER_VERSIONS: f64 = 0.12;

/// How much of what several closures add up to is there: they overlap.
const OVERLAP: f64 = 0.90;

/// A package outside the table with all it needs. By the table's closures: one in twenty is below the low figure, one in
/// four below the expected one (what few ask for is mostly smaller), three in four below the high one.
const UNKNOWN: Estimate = Estimate::kilobytes(300, 3_000, 30_000);

/// A package outside the table without what it needs. Alone, half of the table's packages weigh more than 1.2 MB.
const ASKED: Estimate = Estimate::kilobytes(50, 1_200, 9_000);

/// One of the packages that others bring along. The table's closures have 0.39 MB for each on average, half of them less
/// than 0.2; what weighs most (compilers, bundlers) stands in the table itself.
const BROUGHT: Estimate = Estimate::kilobytes(60, 150, 380);

/// Packages by what a manifest asks for, with all that they need. `locked` are those that a lock file lists, this
/// install's only.
pub(super) fn weigh(wanted: &[Package], locked: Option<&[Package]>) -> Weighed {
    let mut names: Vec<&str> = wanted.iter().map(|package| package.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let known: Vec<packages::Npm> = names.iter().filter_map(|name| packages::npm(name)).collect();
    let unknown: Vec<String> =
        names.iter().filter(|name| packages::npm(name).is_none()).map(|&name| name.to_owned()).collect();
    let closures = together(known.iter().map(|package| package.closure));
    let rest = match locked {
        // the table knows what its packages bring; what is left over comes with the others
        Some(locked) if !unknown.is_empty() => {
            let own =
                locked.iter().filter_map(|package| packages::npm(&package.name)).map(|package| package.own);
            let own: u64 = own.sum();
            let others = locked.iter().filter(|package| packages::npm(&package.name).is_none());
            let asked = ASKED.times(unknown.len() as f64);
            let brought = BROUGHT.times(others.count().saturating_sub(unknown.len()) as f64).plus(asked);
            let all = brought.plus(Estimate::give_or_take(own, OTHER_VERSIONS));
            return Weighed {
                size: at_least(all, closures),
                cache: Estimate::independent([cache(&known), brought.times(0.4)]),
                unknown,
            };
        }
        _ => Estimate::independent(unknown.iter().map(|_| UNKNOWN)),
    };
    Weighed {
        size: Estimate::independent([closures, rest]),
        cache: Estimate::independent([cache(&known), rest.times(0.4)]),
        unknown,
    }
}

/// Closures that overlap: together they are at least the largest and at most the sum.
fn together(closures: impl Iterator<Item = u64>) -> Estimate {
    let closures: Vec<u64> = closures.collect();
    let most = closures.iter().max().copied().unwrap_or_default();
    let others = closures.iter().sum::<u64>() - most;
    let expected = most + (others as f64 * OVERLAP) as u64;
    let share = 1.0 - OTHER_VERSIONS;
    Estimate {
        low: ((most as f64 + others as f64 * 0.6) * share) as u64,
        expected,
        high: ((most + others) as f64 * (1.0 + OTHER_VERSIONS)) as u64,
    }
}

fn at_least(estimate: Estimate, least: Estimate) -> Estimate {
    Estimate {
        low: estimate.low.max(least.low),
        expected: estimate.expected.max(least.expected),
        high: estimate.high.max(least.high),
    }
}

fn cache(known: &[packages::Npm]) -> Estimate {
    together(known.iter().map(|package| package.cache))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closures_overlap() {
        let one = weigh(&[Package::named("express")], None);
        let two = weigh(&[Package::named("express"), Package::named("axios")], None);
        assert!(two.size.low > one.size.low && two.size.high > two.size.expected);
        assert!(two.unknown.is_empty());
    }

    #[test]
    fn locks_count_what_no_table_knows() {
        let wanted = [Package::named("no-such-package")];
        let alone = weigh(&wanted, None);
        let locked: Vec<Package> =
            (0..300).map(|number| Package::named(format!("no-such-{number}"))).collect();
        let counted = weigh(&wanted, Some(&locked));
        assert!(counted.size.expected > 5 * alone.size.expected);
        assert!(
            counted.size.expected < 100_000_000 && !counted.size.is_vague() || counted.size.low > 10_000_000
        );
    }
}
