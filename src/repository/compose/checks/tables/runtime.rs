//! The parts of a service that say how its containers run.

use super::super::formats::{self, Format};
use super::super::schema::*;

/// `extra_hosts:` of a service or a build.
pub(super) const EXTRA_HOSTS: Schema =
    free(&const { STRING.or(STRINGS) }).or(set(&const { STRING.like(Format::Text(formats::extra_host)) }));

pub(super) const ULIMITS: Schema = free(&const { INT.or(object(&ULIMIT)) });

static ULIMIT: Object =
    Object { keys: &[("hard", INT), ("soft", INT)], required: &["hard", "soft"], unknown: Unknown::Refused };

pub(super) static LOGGING: Object = Object {
    keys: &[("driver", STRING), ("options", free(&const { NUMBER_OR_TEXT.or(NULL) }))],
    required: &[],
    unknown: Unknown::Refused,
};

pub(super) static HEALTHCHECK: Object = Object {
    keys: &[
        ("disable", BOOL),
        ("interval", DURATION),
        ("retries", NUMBER_OR_TEXT.like(Format::Written(formats::not_negative))),
        ("start_interval", DURATION),
        ("start_period", DURATION),
        ("test", STRING.or(STRINGS)),
        ("timeout", DURATION),
    ],
    required: &[],
    unknown: Unknown::MayBeNew(&[("cmd", "as `test`"), ("command", "as `test`")]),
};

pub(super) static BLKIO: Object = Object {
    keys: &[
        ("device_read_bps", list(&const { object(&BLKIO_LIMIT) })),
        ("device_read_iops", list(&const { object(&BLKIO_LIMIT) })),
        ("device_write_bps", list(&const { object(&BLKIO_LIMIT) })),
        ("device_write_iops", list(&const { object(&BLKIO_LIMIT) })),
        ("weight", INT_OR_TEXT),
        ("weight_device", list(&const { object(&BLKIO_WEIGHT) })),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

static BLKIO_LIMIT: Object =
    Object { keys: &[("path", STRING), ("rate", INT_OR_TEXT)], required: &[], unknown: Unknown::Refused };

static BLKIO_WEIGHT: Object =
    Object { keys: &[("path", STRING), ("weight", INT_OR_TEXT)], required: &[], unknown: Unknown::Refused };

pub(super) static CREDENTIAL_SPEC: Object = Object {
    keys: &[("config", STRING), ("file", STRING), ("registry", STRING)],
    required: &[],
    unknown: Unknown::Refused,
};

pub(super) const DEVICES: Schema =
    list(&const { STRING.like(Format::Text(formats::device)).or(object(&DEVICE)) });

static DEVICE: Object = Object {
    keys: &[("permissions", STRING), ("source", STRING), ("target", STRING)],
    required: &["source"],
    unknown: Unknown::MayBeNew(&[]),
};

pub(super) static HOOK: Object = Object {
    keys: &[
        ("command", COMMAND),
        ("environment", PAIR_SET),
        ("privileged", BOOL),
        ("user", STRING),
        ("working_dir", STRING),
    ],
    required: &["command"],
    unknown: Unknown::MayBeNew(&[]),
};

pub(super) static PRE_START_HOOK: Object = Object {
    keys: &[
        ("command", COMMAND),
        ("environment", PAIR_SET),
        ("image", STRING),
        ("per_replica", BOOL),
        ("privileged", BOOL),
        ("user", STRING),
        ("working_dir", STRING),
    ],
    required: &[],
    unknown: Unknown::MayBeNew(&[]),
};

pub(super) static PROVIDER: Object = Object {
    keys: &[("options", free(&const { SCALAR.or(list(&SCALAR)) })), ("type", STRING)],
    required: &["type"],
    unknown: Unknown::MayBeNew(&[]),
};
