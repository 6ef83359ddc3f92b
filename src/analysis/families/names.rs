//! Names that tell families apart.

use rustc_hash::FxHashMap;

use super::Family;

/// Numbers families of one name, in order.
pub(super) fn make_unique(families: &mut [Family]) {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for family in families {
        let count = seen.entry(family.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            family.name = format!("{}-{count}", family.name);
        }
    }
}
