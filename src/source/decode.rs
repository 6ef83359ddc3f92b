//! Bytes to text, without ever refusing a file.

/// How a file's bytes were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Valid UTF-8: offsets in the text are offsets in the file.
    Utf8,
    /// UTF-16 with a byte order mark: lines match the file, byte offsets do not.
    Utf16,
    /// Not UTF-8: each invalid byte became one `?`, so that offsets still match the file.
    Lossy,
}

/// A file's text and how it was obtained.
#[derive(Debug)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// How it was obtained.
    pub encoding: Encoding,
}

/// Turns bytes into text. A UTF-8 byte order mark stays in the text, so that offsets hold.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    if let Some(text) = utf16(&bytes) {
        return Decoded { text, encoding: Encoding::Utf16 };
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, encoding: Encoding::Utf8 },
        Err(error) => Decoded { text: replace_invalid(error.as_bytes()), encoding: Encoding::Lossy },
    }
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes.get(..2)? {
        [0xFF, 0xFE] => u16::from_le_bytes,
        [0xFE, 0xFF] => u16::from_be_bytes,
        _ => return None,
    };
    let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or('?')).collect())
}

fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_keep_their_width() {
        let decoded = decode(b"FROM \xff\xfeabc".to_vec());
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("FROM ??abc", Encoding::Lossy));
    }

    #[test]
    fn utf16_is_read_in_either_order() {
        assert_eq!(decode(b"\xff\xfea\0:\0".to_vec()).text, "a:");
        assert_eq!(decode(b"\xfe\xff\0a\0:".to_vec()).text, "a:");
    }
}
