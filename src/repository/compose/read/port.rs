//! One item of `ports:`.

use crate::repository::compose::service::{Port, Text};
use crate::syntax::yaml::Node;

/// `[[IP:]PUBLISHED:]TARGET[/PROTOCOL]`, or the long form.
pub(super) fn port(item: Node<'_>) -> Option<Port> {
    let Some(text) = Text::read(item) else {
        let text = |key: &str| item.get(key).and_then(Text::read);
        let known = |key: &str| text(key).and_then(|text| text.known().map(str::to_owned));
        return Some(Port {
            published: known("published"),
            target: known("target"),
            host_ip: known("host_ip"),
            protocol: known("protocol").unwrap_or_else(|| "tcp".to_owned()),
            text: text("target")?,
        });
    };
    let whole = text.known().unwrap_or_default().to_owned();
    let (address, protocol) = whole.rsplit_once('/').unwrap_or((&whole, "tcp"));
    let (rest, target) = match address.rsplit_once(':') {
        Some((rest, target)) => (Some(rest), target),
        None => (None, address),
    };
    // an IPv6 address stands in brackets and has colons of its own
    let (host_ip, published) = match rest.map(|rest| rest.rsplit_once(':').unwrap_or(("", rest))) {
        Some((ip, published)) => (Some(ip.trim_matches(['[', ']'])), Some(published)),
        None => (None, None),
    };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(Port {
        published: published.and_then(some),
        target: some(target),
        host_ip: host_ip.and_then(some),
        protocol: protocol.to_owned(),
        text,
    })
}
