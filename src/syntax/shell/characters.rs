//! Which characters mean something to a shell.

/// A blank within a line. A carriage return counts as one, so that files with Windows line ends read the same.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}

/// Ends a word that isn't quoted.
pub(super) fn ends_word(byte: u8) -> bool {
    is_blank(byte) || matches!(byte, b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'(' | b')')
}

/// May begin a variable's name.
pub(super) fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// May stand in a variable's name.
pub(super) fn continues_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// How many bytes of `bytes` are a variable's name.
pub(super) fn name_length(bytes: &[u8]) -> usize {
    match bytes.first() {
        Some(&first) if begins_name(first) => {
            bytes.iter().position(|&byte| !continues_name(byte)).unwrap_or(bytes.len())
        }
        _ => 0,
    }
}
