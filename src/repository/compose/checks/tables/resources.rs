//! Volumes, networks, secrets, configs and models.

use super::super::schema::*;

/// `external: true`, or in old files `external: {name: x}`.
const EXTERNAL: Schema = BOOL.or(object(&EXTERNAL_NAME));

static EXTERNAL_NAME: Object = Object { keys: &[("name", STRING)], required: &[], unknown: Unknown::Refused };

pub(super) static VOLUME: Object = Object {
    keys: &[
        ("driver", STRING),
        ("driver_opts", OPTIONS),
        ("external", EXTERNAL),
        ("labels", PAIR_SET),
        ("name", STRING),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

pub(super) static NETWORK: Object = Object {
    keys: &[
        ("attachable", BOOL),
        ("driver", STRING),
        ("driver_opts", OPTIONS),
        ("enable_ipv4", BOOL),
        ("enable_ipv6", BOOL),
        ("external", EXTERNAL),
        ("internal", BOOL),
        ("ipam", object(&IPAM)),
        ("labels", PAIRS),
        ("name", STRING),
    ],
    required: &[],
    unknown: Unknown::MayBeNew(&[]),
};

static IPAM: Object = Object {
    keys: &[
        ("config", list(&const { object(&IPAM_CONFIG) })),
        ("driver", STRING),
        ("options", free(&STRING)),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

static IPAM_CONFIG: Object = Object {
    keys: &[("aux_addresses", free(&STRING)), ("gateway", STRING), ("ip_range", STRING), ("subnet", STRING)],
    required: &[],
    unknown: Unknown::Refused,
};

pub(super) static SECRET: Object = Object {
    keys: &[
        ("driver", STRING),
        ("driver_opts", OPTIONS),
        ("environment", STRING),
        ("external", EXTERNAL),
        ("file", STRING),
        ("labels", PAIR_SET),
        ("name", STRING),
        ("template_driver", STRING),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

pub(super) static CONFIG: Object = Object {
    keys: &[
        ("content", STRING),
        ("environment", STRING),
        ("external", EXTERNAL),
        ("file", STRING),
        ("labels", PAIR_SET),
        ("name", STRING),
        ("template_driver", STRING),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

pub(super) static MODEL: Object = Object {
    keys: &[("context_size", scalar(WHOLE)), ("model", STRING), ("name", STRING), ("runtime_flags", STRINGS)],
    required: &["model"],
    unknown: Unknown::MayBeNew(&[]),
};
