//! An object as copies of parts of another and new bytes between them, after gitformat-pack.

use super::objects::LARGEST;

/// What `delta` makes of `base`; `None` where they don't fit.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let mut rest = delta;
    if size(&mut rest)? != base.len() {
        return None;
    }
    let length = size(&mut rest)?;
    if length > LARGEST {
        return None;
    }
    let mut made = Vec::with_capacity(length);
    while let Some(command) = byte(&mut rest) {
        if command & 0x80 != 0 {
            let start = bytes_of(&mut rest, command, 4)?;
            let count = match bytes_of(&mut rest, command >> 4, 3)? {
                0 => 0x1_0000,
                count => count,
            };
            made.extend_from_slice(base.get(start..start.checked_add(count)?)?);
        } else if command > 0 {
            let (new, after) = rest.split_at_checked(usize::from(command))?;
            made.extend_from_slice(new);
            rest = after;
        } else {
            return None;
        }
        if made.len() > length {
            return None;
        }
    }
    (made.len() == length).then_some(made)
}

/// A number of seven bits a byte, the lowest first.
fn size(rest: &mut &[u8]) -> Option<usize> {
    let (mut size, mut shift) = (0usize, 0u32);
    loop {
        let next = byte(rest)?;
        size |= usize::from(next & 0x7f).checked_shl(shift)?;
        shift += 7;
        if next & 0x80 == 0 {
            return Some(size);
        }
    }
}

/// A number whose bytes are there where `present` has a bit, the lowest first.
fn bytes_of(rest: &mut &[u8], present: u8, most: u32) -> Option<usize> {
    let mut number = 0;
    for place in 0..most {
        if present >> place & 1 != 0 {
            number |= usize::from(byte(rest)?) << (8 * place);
        }
    }
    Some(number)
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::apply;

    #[test]
    fn copies_and_new_bytes() {
        // of 6 bytes make 8: two new ones, four from the second on, two new ones
        let delta = [6, 8, 2, b'x', b'y', 0b1001_0001, 1, 4, 2, b'z', b'!'];
        assert_eq!(apply(b"abcdef", &delta).as_deref(), Some(&b"xybcdez!"[..]));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for delta in
            [&[][..], &[5, 1, 1, b'x'], &[6, 2, 1, b'x'], &[6, 1, 0], &[6, 9, 0b1001_0001, 4, 9], &[0x80; 40]]
        {
            assert_eq!(apply(b"abcdef", delta), None, "{delta:?}");
        }
    }
}
