//! The readers of image references and of values with variables.

use careen::syntax::{image_reference, interpolation};

use super::text;

/// A reference that is accepted is accepted again as it is written in full, and means the same.
pub(crate) fn image_reference(data: &[u8]) {
    let text = text(data);
    let Ok(reference) = image_reference::parse(&text) else { return };
    let tag = reference.tag.iter().map(|tag| format!(":{tag}"));
    let digest = reference.digest.iter().map(|digest| format!("@{digest}"));
    let full: String =
        [format!("{}/{}", reference.domain, reference.path)].into_iter().chain(tag).chain(digest).collect();
    if !reference.domain.is_empty() {
        assert_eq!(image_reference::parse(&full).as_ref(), Ok(&reference), "{text:?}");
    }
    reference.familiar();
    reference.name_tag();
}

/// A template's variables lie in it, and where one is refused, the place is a character's.
pub(crate) fn interpolation(data: &[u8]) {
    let text = text(data);
    match interpolation::parse(&text) {
        Ok(template) => {
            template.variables();
            template.resolve(&|name| (name.len() == 1).then(|| "é$".to_owned()));
            for part in &template.parts {
                if let interpolation::Part::Variable { range, .. } = part {
                    assert!(text.get(range.clone()).is_some_and(|text| text.starts_with('$')), "{text:?}");
                }
            }
        }
        Err((at, _)) => assert!(text.is_char_boundary(at), "{at} of {text:?}"),
    }
}
