//! Names as they can be typed.

use std::borrow::Cow;

/// A name as a shell takes it for one word.
pub(super) fn quoted(name: &str) -> Cow<'_, str> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./:@".contains(character);
    match !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain) {
        true => Cow::Borrowed(name),
        false => Cow::Owned(format!("'{}'", name.replace('\'', "'\\''"))),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_one_word() {
        assert_eq!(super::quoted("shop/api:1"), "shop/api:1");
        assert_eq!(super::quoted("it's $HOME"), r"'it'\''s $HOME'");
    }
}
