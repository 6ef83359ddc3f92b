//! The top level.

use super::super::schema::*;
use super::resources::{CONFIG, MODEL, NETWORK, SECRET, VOLUME};
use super::service::SERVICE;

/// A whole file.
pub(in super::super) static TOP: Object = Object {
    keys: &[
        ("configs", named(&const { object(&CONFIG) })),
        ("include", NULL.or(list(&const { STRING.or(object(&INCLUDE)) }))),
        ("models", free(&const { object(&MODEL) })),
        ("name", STRING),
        ("networks", free(&const { NULL.or(object(&NETWORK)) })),
        ("secrets", named(&const { object(&SECRET) })),
        ("services", named(&const { object(&SERVICE) })),
        ("version", STRING),
        ("volumes", named(&const { NULL.or(object(&VOLUME)) })),
    ],
    required: &[],
    unknown: Unknown::Refused,
};

static INCLUDE: Object = Object {
    keys: &[("env_file", STRING_OR_LIST), ("path", STRING_OR_LIST), ("project_directory", STRING)],
    required: &[],
    unknown: Unknown::MayBeNew(&[]),
};
