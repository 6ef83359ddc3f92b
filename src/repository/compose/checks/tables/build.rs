//! `build:` and `develop:`.

use super::super::formats::{self, Format};
use super::super::schema::*;
use super::mounts::FILE_MOUNTS;
use super::runtime::{EXTRA_HOSTS, HOOK, ULIMITS};

pub(super) const BUILD: Schema = STRING.or(object(&BUILD_KEYS));

static BUILD_KEYS: Object = Object {
    keys: &[
        (
            "additional_contexts",
            free(&SCALAR).or(list(&const { STRING.like(Format::Text(formats::assignment)) })),
        ),
        ("args", VARIABLES),
        ("cache_from", STRINGS),
        ("cache_to", STRINGS),
        ("context", STRING),
        ("dockerfile", STRING),
        ("dockerfile_inline", STRING),
        ("entitlements", STRINGS),
        ("extra_hosts", EXTRA_HOSTS),
        ("isolation", STRING),
        ("labels", PAIRS),
        ("network", STRING),
        ("no_cache", BOOL),
        ("no_cache_filter", STRING_OR_SET),
        ("platforms", STRINGS),
        ("privileged", BOOL),
        ("provenance", BOOL_OR_TEXT),
        ("pull", BOOL),
        ("sbom", BOOL_OR_TEXT),
        ("secrets", FILE_MOUNTS),
        ("shm_size", INT_OR_TEXT.like(Format::Text(formats::bytes))),
        ("ssh", free(&SCALAR).or(set(&const { STRING.like(Format::Text(formats::ssh_key)) }))),
        ("tags", STRINGS),
        ("target", STRING),
        ("ulimits", ULIMITS),
    ],
    required: &[],
    unknown: Unknown::MayBeNew(&[
        ("build_args", "as `args`"),
        ("image", "beside `build`"),
        ("path", "as `context`"),
    ]),
};

pub(super) static DEVELOP: Object = Object {
    keys: &[("watch", list(&const { object(&WATCH) }))],
    required: &[],
    unknown: Unknown::MayBeNew(&[]),
};

static WATCH: Object = Object {
    keys: &[
        ("action", one_of(&["rebuild", "restart", "sync", "sync+exec", "sync+restart"])),
        ("exec", object(&HOOK)),
        ("ignore", STRING_OR_SET),
        ("include", STRING_OR_SET),
        ("initial_sync", STRICT_BOOL),
        ("path", STRING.like(Format::Text(formats::not_blank))),
        ("target", STRING),
    ],
    required: &["action", "path"],
    unknown: Unknown::MayBeNew(&[]),
};
