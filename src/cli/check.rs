//! `careen check`.

use std::io::{self, Write};
use std::mem::ManuallyDrop;

use super::args::{CheckArguments, FailOn, Format};
use super::config::Config;
use super::target::Target;
use super::{Trouble, Verdict, baseline, clock, fix, names, output, show};
use crate::analysis::{self, Analysis, Estimate, Image};
use crate::apply;
use crate::edit::Applicability;
use crate::lint::{Category, Context, Finding, Outcome, Rewrites, Rule};
use crate::report::{self, Checked, Failure, Footprint, Report, Totals, Weight};
use crate::repository::{Repository, load};
use crate::rewrite::{Ledger, Plan, Total};

pub(super) fn run(arguments: &CheckArguments, rules: &'static [Rule]) -> Result<Verdict, Trouble> {
    names::check("--select", &arguments.select, rules)?;
    names::check("--ignore", &arguments.ignore, rules)?;
    let target = Target::of(&arguments.paths)?;
    let mut config = Config::load(&target.root, &arguments.reading, rules)?;
    config.settings.select.clone_from(&arguments.select);
    config.settings.ignore.clone_from(&arguments.ignore);
    config.settings.baseline = arguments.baseline.as_deref().map(baseline::read).transpose()?;
    config.settings.today = clock::today();
    let fail_on = match arguments.exit_zero {
        true => FailOn::Never,
        false => arguments.fail_on.or(config.fail_on).unwrap_or_default(),
    };
    let file = arguments.output_file.as_deref();
    if arguments.show_settings {
        return output::deliver(file, |out| show::settings(&config, fail_on, out)).map(|()| Verdict::Clean);
    }
    // what is read stays until the process ends: the system takes it all back at once, faster than we could piece by piece
    let mut repository = ManuallyDrop::new(load(&target.root, &config.settings)?);
    if arguments.show_files {
        return output::deliver(file, |out| show::files(&repository, &target, out)).map(|()| Verdict::Clean);
    }
    let applies = if arguments.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let mut written = None;
    if arguments.fix || arguments.diff {
        let fixing = apply::fix(&repository, &config.settings, rules, applies, &|path| target.wants(path));
        if arguments.diff {
            return fix::show(&fixing, file, fail_on);
        }
        written = Some(fix::write(fixing, &target.root));
        // what is reported is what lies there now
        repository = ManuallyDrop::new(load(&target.root, &config.settings)?);
    }
    let analysis = ManuallyDrop::new(Analysis::new(&repository, &config.settings));
    let format = arguments.format.unwrap_or_default();
    let rewrites = match format {
        Format::Json | Format::Sarif => Rewrites::shown(&repository, &analysis),
        Format::Full | Format::Concise => Rewrites::left_out(&repository, &analysis),
    };
    let context = Context {
        repository: &repository,
        analysis: &analysis,
        settings: &config.settings,
        rewrites: &rewrites,
    };
    let mut outcome = crate::lint::run(context, rules);
    limit(&mut outcome, &repository, &target);
    outcome.weigh(&analysis);
    if let Some(file) = &arguments.write_baseline {
        baseline::write(file, analysis.sizes())?;
    }

    let is_for_people = format == Format::Full && !arguments.statistics;
    let plan = if is_for_people { offered(&rewrites, &outcome) } else { None };
    let report = Report {
        sources: &repository.sources,
        outcome: &outcome,
        rules,
        root: &target.shown_root,
        prefix: &target.prefix,
        version: env!("CARGO_PKG_VERSION"),
        errors: &idle_entries(&repository, &config),
        checked: checked(&repository, &target),
        footprint: (is_for_people || format == Format::Json && outcome.outlook.is_some())
            .then(|| footprint(&repository, &analysis, &outcome, &target, plan))
            .flatten(),
        include_suppressed: arguments.include_suppressed,
        applies,
        fixed: written.as_ref().map(|written| written.fixed.as_slice()),
        next: &next(&outcome, &target, plan.is_some()),
    };
    output::deliver(file, |out| write(&report, arguments, out))?;
    if format <= Format::Concise {
        report.errors.iter().for_each(|error| output::complain(&complaint(error)));
    }
    let failed = outcome.findings.iter().any(|finding| fail_on.is_reached_by(finding.severity));
    Ok(match written {
        Some(written) if !written.is_whole => Verdict::Unfinished,
        _ if failed => Verdict::Findings,
        _ => Verdict::Clean,
    })
}

fn write(report: &Report<'_>, arguments: &CheckArguments, out: &mut dyn Write) -> io::Result<()> {
    if arguments.statistics {
        return report::write_statistics(report, out);
    }
    match arguments.format.unwrap_or_default() {
        Format::Full => report::full::write(report, out, output::look(arguments.output_file.as_deref())),
        Format::Concise => report::concise::write(report, out),
        Format::Json => report::json::write(report, out),
        Format::Sarif => report::sarif::write(report, out),
    }
}

/// Keeps what lies in the paths that were asked about.
fn limit(outcome: &mut Outcome, repository: &Repository, target: &Target) {
    outcome.findings.retain(|finding| target.wants(repository.sources.path(finding.primary.span)));
    outcome.suppressed.retain(|by| target.wants(repository.sources.path(by.finding.primary.span)));
}

fn checked(repository: &Repository, target: &Target) -> Checked {
    Checked {
        compose_files: repository.compose_files.iter().filter(|file| target.wants(&file.path)).count(),
        dockerfiles: repository.dockerfiles.iter().filter(|file| target.wants(&file.path)).count(),
    }
}

/// What the images weigh that the files asked about build; `None` where nothing of it is known.
fn footprint(
    repository: &Repository,
    analysis: &Analysis<'_>,
    outcome: &Outcome,
    target: &Target,
    plan: Option<&Plan>,
) -> Option<Footprint> {
    let wanted = |image: &&Image| target.wants(&repository.dockerfile(image.dockerfile).path);
    let images: Vec<&Image> = analysis.sizes().images.iter().filter(wanted).collect();
    let footprint = analysis::Footprint::of(images.iter().copied());
    let now = Weight { sum_of_images: footprint.sum_of_images, unique_on_disk: footprint.unique_on_disk };
    let after = outcome.outlook.map(|outlook| Weight {
        sum_of_images: now.sum_of_images.more_than(outlook.saves_of_sum()).ordered(),
        unique_on_disk: now.unique_on_disk.more_than(outlook.saves_on_disk()).ordered(),
    });
    let rewritten = plan.and_then(|plan| rewritten(now, images.len(), &plan.ledger));
    let known = Footprint { now, is_partial: footprint.is_partial, after, rewritten };
    (now.sum_of_images.expected > 0).then_some(known)
}

/// What is left once the plan is followed; `None` where it isn't about every one of the `images`. What is pulled stays,
/// and stands on both sides of the ledger.
fn rewritten(now: Weight, images: usize, ledger: &Ledger) -> Option<Weight> {
    let left = |now: Estimate, of: fn(&Total) -> Option<Estimate>| {
        let (before, after) = (of(&ledger.total_before)?, of(&ledger.total_after)?);
        now.expected.checked_add(after.expected)?.checked_sub(before.expected)?;
        Some(now.plus(after).more_than(before).ordered())
    };
    let built = ledger.before.iter().filter(|image| !image.is_pulled).count();
    let after = Weight {
        sum_of_images: left(now.sum_of_images, |total| total.sum)?,
        unique_on_disk: left(now.unique_on_disk, |total| total.unique)?,
    };
    let expected = |weight: Weight| (weight.sum_of_images.expected, weight.unique_on_disk.expected);
    (built == images && expected(after) != expected(now)).then_some(after)
}

/// What `careen rewrite` has to offer, where a finding is of the kind that it answers.
fn offered<'a>(rewrites: &'a Rewrites<'_>, outcome: &Outcome) -> Option<&'a Plan> {
    let answers = |finding: &Finding| matches!(finding.category, Category::Size | Category::Duplication);
    outcome.findings.iter().any(answers).then(|| rewrites.plan()).flatten()
}

/// `entry` globs that match nothing: a false "dead" is nearly always a missing entry.
fn idle_entries(repository: &Repository, config: &Config) -> Vec<Failure> {
    let compose_files = repository.compose_files.iter().map(|file| file.path.as_str());
    let paths: Vec<&str> =
        compose_files.chain(repository.dockerfiles.iter().map(|file| file.path.as_str())).collect();
    let matches = |entry: &&String| {
        let glob = globset::Glob::new(entry).map(|glob| glob.compile_matcher());
        glob.is_ok_and(|glob| paths.iter().any(|path| glob.is_match(path)))
    };
    let idle = config.settings.entry.iter().filter(|entry| !matches(entry));
    let path = config.file.as_ref().and_then(|file| Some(file.file_name()?.to_string_lossy().into_owned()));
    let message = |entry: &String| format!("the entry `{entry}` matches no Compose file and no Dockerfile");
    idle.map(|entry| Failure { path: path.clone(), message: message(entry) }).collect()
}

fn complaint(failure: &Failure) -> String {
    let place = failure.path.iter().map(|path| format!("{path}: "));
    report::printable(&(place.collect::<String>() + &failure.message)).into_owned()
}

/// Commands worth typing next.
fn next(outcome: &Outcome, target: &Target, offers_rewrite: bool) -> Vec<(String, String)> {
    let totals = Totals::of(&outcome.findings);
    let root = if target.shown_root == "." { String::new() } else { format!(" {}", target.shown_root) };
    let frequent = totals.by_rule.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
    let page =
        frequent.map(|(rule, _)| (format!("careen rule {rule}"), "explains the rule seen most".to_owned()));
    let inspect =
        (format!("careen inspect{root}"), "shows files, families and sizes as careen sees them".to_owned());
    let rewrite = offers_rewrite.then(|| {
        (
            format!("careen rewrite{root} --diff"),
            "shows the consolidated files that would replace them".to_owned(),
        )
    });
    rewrite.into_iter().chain(page).chain([inspect]).collect()
}
