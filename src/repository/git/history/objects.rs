//! An object's name → its bytes, whether it lies in a file of its own or in a pack.
//!
//! After the documents gitrepository-layout and gitformat-pack.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use rustc_hash::FxHashMap;

use super::pack::Pack;

/// The name of an object: a SHA-1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(pub(super) [u8; 20]);

impl Id {
    /// From forty hexadecimal digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::from_hex(text.as_bytes())
    }

    /// As [`Self::parse`].
    pub(super) fn from_hex(digits: &[u8]) -> Option<Self> {
        let digits: &[u8; 40] = digits.try_into().ok()?;
        let mut id = [0; 20];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |character: u8| char::from(character).to_digit(16);
            *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
        }
        Some(Self(id))
    }

    fn hex(self) -> String {
        use std::fmt::Write as _;
        self.0.iter().fold(String::with_capacity(40), |mut text, byte| {
            _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Commit,
    Tree,
    /// A blob or a tag, which nothing here needs.
    Other,
}

/// An object's kind and content.
pub(super) type Object = (Kind, Rc<[u8]>);

/// Larger objects aren't commits or trees that anybody made.
pub(super) const LARGEST: usize = 8_000_000;

/// The objects of a repository.
pub(super) struct Objects {
    folder: PathBuf,
    packs: Vec<Pack>,
    known: RefCell<Known>,
}

/// Objects at hand.
#[derive(Default)]
struct Known {
    /// Several paths lie in one tree.
    named: FxHashMap<Id, Object>,
    /// By pack and offset: the next delta is likely to be against one of the last.
    packed: FxHashMap<(usize, u64), Object>,
}

/// Objects kept at hand; then all are forgotten, which is simpler than choosing and nearly as good.
const KEPT: usize = 4_096;

impl Objects {
    pub(super) fn open(folder: &Path) -> Self {
        let entries = std::fs::read_dir(folder.join("pack")).into_iter().flatten().flatten();
        let mut indexes: Vec<PathBuf> = entries
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "idx"))
            .collect();
        indexes.sort();
        let packs = indexes.iter().filter_map(|index| Pack::open(index)).collect();
        Self { folder: folder.to_owned(), packs, known: RefCell::default() }
    }

    /// The object of this name; `None` where it isn't here or can't be read.
    pub(super) fn get(&self, id: Id) -> Option<Object> {
        if let Some(known) = self.known.borrow().named.get(&id) {
            return Some(known.clone());
        }
        let places = self.packs.iter().enumerate();
        let place = places.filter_map(|(number, pack)| Some((number, pack.offset(id)?))).next();
        let object = match place {
            Some((number, offset)) => {
                let at_hand = |offset| self.known.borrow().packed.get(&(number, offset)).cloned();
                self.packs[number].read(offset, &at_hand)?
            }
            None => self.loose(id)?,
        };
        let mut known = self.known.borrow_mut();
        if known.named.len() >= KEPT {
            *known = Known::default();
        }
        known.named.insert(id, object.clone());
        known.packed.extend(place.map(|place| (place, object.clone())));
        Some(object)
    }

    fn loose(&self, id: Id) -> Option<Object> {
        let hex = id.hex();
        let path = self.folder.join(&hex[..2]).join(&hex[2..]);
        if path.metadata().ok()?.len() > LARGEST as u64 {
            return None;
        }
        let bytes = decompress_to_vec_zlib_with_limit(&std::fs::read(path).ok()?, LARGEST).ok()?;
        let head = bytes.iter().position(|byte| *byte == 0)?;
        let kind = match bytes.get(..head)?.split(|byte| *byte == b' ').next()? {
            b"commit" => Kind::Commit,
            b"tree" => Kind::Tree,
            _ => Kind::Other,
        };
        Some((kind, Rc::from(bytes.get(head + 1..)?)))
    }
}
