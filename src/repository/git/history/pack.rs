//! A pack and its index, version 2 of both, after gitformat-pack.

use std::cell::RefCell;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use std::rc::Rc;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use rustc_hash::FxHashMap;

use super::delta;
use super::objects::{Id, Kind, LARGEST, Object};

/// Indexes are held in memory; one of more than a million objects is too much for what history is worth.
const LARGEST_INDEX: u64 = 32_000_000;
/// Deltas that stand on deltas; git makes chains of 50, at most of 4,095.
const LONGEST_CHAIN: usize = 4_096;
/// Tried first: most commits and deltas of trees are smaller.
const FIRST_READ: usize = 512;
/// Read from disk at a time: commits stand side by side in a pack, the newest first.
const BLOCK: u64 = 32_768;
/// Blocks kept at hand.
const KEPT_BLOCKS: usize = 512;

const HEADER: usize = 8;
const FANOUT: usize = 256 * 4;

/// A pack.
pub(super) struct Pack {
    index: Vec<u8>,
    count: usize,
    length: u64,
    reading: RefCell<Reading>,
}

/// What changes while a pack is read.
struct Reading {
    file: File,
    blocks: FxHashMap<u64, Rc<[u8]>>,
    /// Ten kilobytes that are better not made anew for each object.
    unpacker: Box<DecompressorOxide>,
}

/// What stands at an offset: an object, or what it differs from another by.
enum Entry {
    Whole(Kind),
    Before(u64),
    Named(Id),
}

impl Pack {
    /// The pack of an index; `None` where either isn't of version 2.
    pub(super) fn open(index: &Path) -> Option<Self> {
        if index.metadata().ok()?.len() > LARGEST_INDEX {
            return None;
        }
        let bytes = std::fs::read(index).ok()?;
        if bytes.get(..HEADER)? != b"\xfftOc\0\0\0\x02" {
            return None;
        }
        let count = number(&bytes, HEADER + FANOUT - 4)? as usize;
        // names, checksums and offsets have to be there
        if bytes.len() < HEADER + FANOUT + count * 28 {
            return None;
        }
        let file = File::open(index.with_extension("pack")).ok()?;
        let length = file.metadata().ok()?.len();
        let reading = Reading { file, blocks: FxHashMap::default(), unpacker: Box::default() };
        Some(Self { index: bytes, count, length, reading: RefCell::new(reading) })
    }

    /// Where an object stands.
    pub(super) fn offset(&self, id: Id) -> Option<u64> {
        let fanout = |byte: usize| number(&self.index, HEADER + byte * 4).map(|count| count as usize);
        let first = usize::from(id.0[0]);
        let mut low = if first == 0 { 0 } else { fanout(first - 1)? };
        let mut high = fanout(first)?.min(self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.name(middle)?.cmp(&id.0[..]) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return self.offset_of(middle),
            }
        }
        None
    }

    fn name(&self, place: usize) -> Option<&[u8]> {
        let start = HEADER + FANOUT + place * 20;
        self.index.get(start..start + 20)
    }

    fn offset_of(&self, place: usize) -> Option<u64> {
        let offsets = HEADER + FANOUT + self.count * 24;
        let offset = number(&self.index, offsets + place * 4)?;
        if offset & 0x8000_0000 == 0 {
            return Some(u64::from(offset));
        }
        let far = offsets + self.count * 4 + (offset & 0x7fff_ffff) as usize * 8;
        Some(u64::from(number(&self.index, far)?) << 32 | u64::from(number(&self.index, far + 4)?))
    }

    /// The object at an offset, deltas applied; `at_hand` knows some already.
    pub(super) fn read(&self, offset: u64, at_hand: &dyn Fn(u64) -> Option<Object>) -> Option<Object> {
        let mut deltas: Vec<Vec<u8>> = Vec::new();
        let mut offset = offset;
        let (kind, mut content) = loop {
            if let Some(known) = at_hand(offset).filter(|_| !deltas.is_empty()) {
                break known;
            }
            let (entry, bytes) = self.entry(offset)?;
            match entry {
                Entry::Whole(kind) => break (kind, bytes.into()),
                Entry::Before(distance) => {
                    offset = offset.checked_sub(distance).filter(|before| *before < offset)?
                }
                Entry::Named(id) => offset = self.offset(id)?,
            }
            deltas.push(bytes);
            if deltas.len() > LONGEST_CHAIN {
                return None;
            }
        };
        while let Some(delta) = deltas.pop() {
            content = delta::apply(&content, &delta)?.into();
        }
        Some((kind, content))
    }

    /// What stands at an offset, unpacked.
    fn entry(&self, offset: u64) -> Option<(Entry, Vec<u8>)> {
        let mut bytes = self.bytes(offset, FIRST_READ)?;
        let mut rest = bytes.iter().copied();
        let first = rest.next()?;
        let mut size = usize::from(first & 0x0f);
        let (mut last, mut shift) = (first, 4);
        while last & 0x80 != 0 {
            last = rest.next()?;
            size |= usize::from(last & 0x7f).checked_shl(shift)?;
            shift += 7;
        }
        if size > LARGEST {
            return None;
        }
        let entry = match first >> 4 & 7 {
            1 => Entry::Whole(Kind::Commit),
            2 => Entry::Whole(Kind::Tree),
            3 | 4 => Entry::Whole(Kind::Other),
            6 => Entry::Before(distance(&mut rest)?),
            7 => Entry::Named(Id(std::array::from_fn(|_| rest.next().unwrap_or_default()))),
            _ => return None,
        };
        let start = bytes.len() - rest.len();
        // zlib may make incompressible bytes a little longer
        let most = size + size / 1_000 + 64;
        if bytes.len() - start < most {
            bytes = self.bytes(offset, start + most)?;
        }
        Some((entry, self.unpacked(bytes.get(start..)?, size)?))
    }

    /// `size` bytes out of packed ones.
    fn unpacked(&self, packed: &[u8], size: usize) -> Option<Vec<u8>> {
        let unpacker = &mut self.reading.borrow_mut().unpacker;
        unpacker.init();
        let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let mut bytes = vec![0; size];
        let (status, _, made) = decompress(unpacker, packed, &mut bytes, 0, flags);
        (status == TINFLStatus::Done && made == size).then_some(bytes)
    }

    /// As many bytes from an offset on, or as there are.
    fn bytes(&self, offset: u64, most: usize) -> Option<Vec<u8>> {
        let end = offset.checked_add(most as u64)?.min(self.length);
        let mut bytes = Vec::with_capacity(most);
        let mut at = offset;
        while at < end {
            let block = self.block(at / BLOCK)?;
            let from = (at % BLOCK) as usize;
            let part = block.get(from..)?;
            let part = &part[..part.len().min((end - at) as usize)];
            if part.is_empty() {
                return None;
            }
            bytes.extend_from_slice(part);
            at += part.len() as u64;
        }
        Some(bytes)
    }

    fn block(&self, number: u64) -> Option<Rc<[u8]>> {
        let Reading { file, blocks, .. } = &mut *self.reading.borrow_mut();
        if let Some(block) = blocks.get(&number) {
            return Some(block.clone());
        }
        let start = number * BLOCK;
        let mut bytes = vec![0; BLOCK.min(self.length.checked_sub(start)?) as usize];
        file.seek(SeekFrom::Start(start)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        if blocks.len() >= KEPT_BLOCKS {
            blocks.clear();
        }
        let block: Rc<[u8]> = bytes.into();
        blocks.insert(number, block.clone());
        Some(block)
    }
}

/// How far back the base of a delta stands.
fn distance(rest: &mut impl Iterator<Item = u8>) -> Option<u64> {
    let mut byte = rest.next()?;
    let mut distance = u64::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        byte = rest.next()?;
        distance = (distance + 1).checked_mul(128)? | u64::from(byte & 0x7f);
    }
    Some(distance)
}

/// Four bytes, the highest first.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
