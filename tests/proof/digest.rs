//! The content of a folder as one number, the same on every machine.

use std::path::Path;

use crate::Result;

/// FNV-1a, 64 bits: it has to tell projects apart, not to withstand anybody.
pub(crate) struct Digest(u64);

impl Digest {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds some bytes, and that they end here.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes.iter().chain(&(bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Adds every file below a folder: paths, content, and whether it may be run.
    pub(crate) fn add_folder(&mut self, folder: &Path) -> Result<()> {
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| error.to_string())?;
            if !entry.file_type().is_file() {
                continue;
            }
            let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            self.add(inside.to_string_lossy().as_bytes());
            self.add(&[u8::from(is_executable(entry.path()))]);
            let content = std::fs::read(entry.path()).map_err(|error| error.to_string())?;
            self.add(&content);
        }
        Ok(())
    }

    pub(crate) fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    false
}
