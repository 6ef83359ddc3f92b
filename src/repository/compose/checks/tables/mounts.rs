//! Long forms of what a service mounts and publishes.

use super::super::formats::{self, Format};
use super::super::schema::*;

pub(super) const MOUNTS: Schema =
    list(&const { STRING.like(Format::Text(formats::mount)).or(object(&MOUNT)) });

static MOUNT: Object = Object {
    keys: &[
        ("bind", object(&BIND)),
        ("consistency", STRING),
        ("image", object(&IMAGE)),
        ("read_only", BOOL),
        ("source", STRING),
        ("target", STRING),
        ("tmpfs", object(&TMPFS)),
        ("type", one_of(&["bind", "cluster", "image", "npipe", "tmpfs", "volume"])),
        ("volume", object(&VOLUME)),
    ],
    required: &["type", "target"],
    unknown: Unknown::MayBeNew(&[]),
};

static BIND: Object = Object {
    keys: &[
        ("create_host_path", BOOL),
        ("propagation", STRING),
        ("recursive", one_of(&["disabled", "enabled", "readonly", "writable"])),
        ("selinux", one_of(&["Z", "z"])),
    ],
    required: &[],
    unknown: Unknown::MayBeNew(&[]),
};

static VOLUME: Object = Object {
    keys: &[("labels", PAIR_SET), ("nocopy", BOOL), ("subpath", STRING)],
    required: &[],
    unknown: Unknown::MayBeNew(&[]),
};

static TMPFS: Object = Object {
    keys: &[("mode", NUMBER_OR_TEXT), ("size", INT_OR_TEXT.like(Format::Written(formats::size)))],
    required: &[],
    unknown: Unknown::MayBeNew(&[]),
};

static IMAGE: Object =
    Object { keys: &[("subpath", STRING)], required: &[], unknown: Unknown::MayBeNew(&[]) };

/// `secrets:` and `configs:` of a service or a build.
pub(super) const FILE_MOUNTS: Schema = list(&const { STRING.or(object(&FILE_MOUNT)) });

static FILE_MOUNT: Object = Object {
    keys: &[
        ("gid", STRING),
        ("mode", NUMBER_OR_TEXT),
        ("source", STRING),
        ("target", STRING),
        ("uid", STRING),
    ],
    required: &[],
    unknown: Unknown::MayBeNew(&[]),
};

pub(super) const PORTS: Schema =
    list(&const { INT_OR_TEXT.like(Format::Written(formats::port)).or(object(&PORT)) });

static PORT: Object = Object {
    keys: &[
        ("app_protocol", STRING),
        ("host_ip", STRING.like(Format::Text(formats::ip_address))),
        ("mode", STRING),
        ("name", STRING),
        ("protocol", STRING),
        ("published", INT_OR_TEXT),
        ("target", INT),
    ],
    required: &["target"],
    unknown: Unknown::MayBeNew(&[]),
};
