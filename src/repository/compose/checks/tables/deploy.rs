//! `deploy:`, which Swarm's time settled: it gained no key since.

use super::super::formats::{self, Format};
use super::super::schema::*;

pub(super) static DEPLOY: Object = Object {
    keys: &[
        ("endpoint_mode", STRING),
        ("labels", PAIRS),
        ("mode", STRING),
        ("placement", object(&PLACEMENT)),
        ("replicas", INT),
        ("resources", object(&RESOURCES)),
        ("restart_policy", object(&RESTART_POLICY)),
        ("rollback_config", object(&UPDATE_CONFIG)),
        ("update_config", object(&UPDATE_CONFIG)),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

static PLACEMENT: Object = Object {
    keys: &[
        ("constraints", STRINGS),
        ("max_replicas_per_node", INT),
        ("preferences", list(&const { object(&PREFERENCE) })),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

static PREFERENCE: Object = Object { keys: &[("spread", STRING)], required: &[], unknown: Unknown::Refused };

static UPDATE_CONFIG: Object = Object {
    keys: &[
        ("delay", DURATION),
        ("failure_action", STRING),
        ("max_failure_ratio", FLOAT),
        ("monitor", DURATION),
        ("order", one_of(&["start-first", "stop-first"])),
        ("parallelism", INT),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

static RESTART_POLICY: Object = Object {
    keys: &[("condition", STRING), ("delay", DURATION), ("max_attempts", INT), ("window", DURATION)],
    required: &[],
    unknown: Unknown::Refused,
};

static RESOURCES: Object = Object {
    keys: &[("limits", object(&LIMITS)), ("reservations", object(&RESERVATIONS))],
    required: &[],
    unknown: Unknown::Refused,
};

/// Unlike a service's `mem_limit`, a bare number is no memory here.
const MEMORY: Schema = STRING.like(Format::Text(formats::bytes));

static LIMITS: Object = Object {
    keys: &[("cpus", FLOAT), ("memory", MEMORY), ("pids", INT)],
    required: &[],
    unknown: Unknown::Refused,
};

static RESERVATIONS: Object = Object {
    keys: &[
        ("cpus", FLOAT),
        ("devices", list(&const { object(&DEVICE_REQUEST) })),
        ("generic_resources", list(&const { object(&GENERIC_RESOURCE) })),
        ("memory", MEMORY),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

static GENERIC_RESOURCE: Object = Object {
    keys: &[("discrete_resource_spec", object(&DISCRETE_RESOURCE))],
    required: &[],
    unknown: Unknown::Refused,
};

static DISCRETE_RESOURCE: Object =
    Object { keys: &[("kind", STRING), ("value", FLOAT)], required: &[], unknown: Unknown::Refused };

/// Keys of a device request, here and under `gpus:`.
const DEVICE_KEYS: &[(&str, Schema)] = &[
    ("capabilities", STRING_SET),
    ("count", INT_OR_TEXT.like(Format::Text(formats::device_count))),
    ("device_ids", STRING_SET),
    ("driver", STRING),
    ("options", PAIR_SET),
];

static DEVICE_REQUEST: Object =
    Object { keys: DEVICE_KEYS, required: &["capabilities"], unknown: Unknown::Refused };

pub(super) static GPU: Object = Object { keys: DEVICE_KEYS, required: &[], unknown: Unknown::MayBeNew(&[]) };
