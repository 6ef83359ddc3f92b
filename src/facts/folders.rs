//! Which folders of an image a base may fill, and which are an application's own.

use super::table;

const STANDARD: &str = include_str!("../../rules/facts/standard-folders.tsv");

/// Whether a folder, absolute and without a slash at its end, is one that only an application fills.
pub fn is_of_application(folder: &str) -> bool {
    let Some(below) = folder.strip_prefix('/').filter(|below| !below.is_empty()) else { return false };
    let within = |known: &str| {
        let rest = below.strip_prefix(known)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.matches('/').count())
    };
    let rows = table::rows::<2>(STANDARD).filter_map(|[known, own]| Some((known, own, within(known)?)));
    // the innermost decides
    let Some((_, own, depth)) = rows.max_by_key(|(known, ..)| known.len()) else { return true };
    own.parse().is_ok_and(|own: usize| depth >= own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<2>(STANDARD);
        assert!(table::rows::<2>(STANDARD).all(|[_, own]| own == "-" || own.parse::<usize>().is_ok()));
    }

    #[test]
    fn applications_have_folders_of_their_own() {
        for folder in
            ["/app", "/app/data", "/opt/shop", "/srv/shop/www", "/usr/src/app", "/home/app/shop", "/library"]
        {
            assert!(is_of_application(folder), "{folder}");
        }
        for folder in
            ["", "/", "/opt", "/usr/src", "/usr/share/shop", "/var/www", "/home/app", "/etc", "/tmp/x"]
        {
            assert!(!is_of_application(folder), "{folder}");
        }
    }
}
