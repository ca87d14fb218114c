//! Room that a file system has left.

use std::io;
use std::path::Path;

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
