//! Room that a file system has left, and many files made durable at once.

use std::fs::File;
use std::io;
use std::path::Path;

/// How many files are made durable one by one; the whole file system is asked where there are more.
/// Chosen by us.
const ONE_BY_ONE: usize = 64;

/// Makes files of one folder durable.
///
/// # Errors
/// When the system cannot store them.
pub(super) fn settle(folder: &Path, files: &[&Path]) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if files.len() > ONE_BY_ONE {
        return Ok(rustix::fs::syncfs(File::open(folder)?)?);
    }
    let _ = folder;
    files.iter().try_for_each(|file| File::open(file)?.sync_all())
}

/// Bytes that a user may still write where `path` is or would be; `None` where that says nothing:
/// pipes and devices.
///
/// # Errors
/// When the system does not know.
pub fn free_bytes(path: &Path) -> io::Result<Option<u64>> {
    match path.metadata() {
        Ok(there) if !there.is_file() => return Ok(None),
        _ => {}
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let found = rustix::fs::statvfs(folder.unwrap_or_else(|| Path::new(".")))?;
    Ok(Some(found.f_bavail.saturating_mul(found.f_frsize)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_has_room_and_a_device_has_none_to_speak_of() {
        let directory = tempfile::tempdir().unwrap();
        assert!(free_bytes(&directory.path().join("new")).unwrap().is_some());
        #[cfg(unix)]
        assert_eq!(free_bytes(Path::new("/dev/null")).unwrap(), None);
    }
}
