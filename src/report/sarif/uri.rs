//! Paths as relative URI references.

use std::fmt::Write;

/// Percent-encodes everything but what RFC 3986 calls unreserved, and the slashes.
pub(super) fn relative(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char)
            }
            // writing to a String can't fail
            _ => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_encoded() {
        assert_eq!(relative("a b/é:#?[1]%.yml"), "a%20b/%C3%A9%3A%23%3F%5B1%5D%25.yml");
        assert_eq!(relative("api/Dockerfile.dev"), "api/Dockerfile.dev");
    }
}
