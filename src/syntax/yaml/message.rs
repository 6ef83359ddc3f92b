//! granit's errors in the words of someone who wrote the file.

use granit_parser::ErrorKind;

/// What is wrong, for people.
pub(super) fn of(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            format!("control character U+{:04X} is not allowed in YAML", u32::from(*character))
        }
        ErrorKind::UnexpectedCharacter { character } => {
            format!("a value cannot start with `{character}` unless it is quoted")
        }
        ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed => {
            "YAML is indented with spaces, not tabs".into()
        }
        ErrorKind::MappingValueNotAllowed => {
            "a `:` is not expected here: either the indentation is off or the value needs quotes".into()
        }
        ErrorKind::ExpectedBlockMappingKey => "expected a key here: the indentation is off".into(),
        other => other.to_string().replace('`', "'"),
    }
}
