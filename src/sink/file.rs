//! An output file that appears when it is whole: written beside its place, then renamed.
//!
//! A symbolic link is followed, so that the link stays and its target is replaced. A replaced
//! file hands its permission bits on. What is no regular file (`/dev/null`, a FIFO) is written
//! to directly, since there is nothing to replace.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What is written to the system at a time.
const BUFFER_BYTES: usize = 1 << 18;

/// Why an output was refused before anything was read.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The file is there, and replacing it was not asked for.
    #[error("file exists; --force replaces it")]
    Exists,
    /// The output is one of the inputs, by whatever name.
    #[error("is an input too; writing it would destroy what is read")]
    Input,
    /// A symbolic link that leads nowhere.
    #[error("is a symbolic link to a file that does not exist")]
    Dangling,
    /// A directory.
    #[error("is a directory; an output needs a file name")]
    Directory,
    /// The system said no.
    #[error("cannot be written")]
    System(#[from] io::Error),
}

/// An open output. Dropped without [`OutputFile::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFile {
    writer: BufWriter<File>,
    /// The temporary file and its final name; `None` for what is written to directly.
    rename: Option<(PathBuf, PathBuf)>,
}

impl OutputFile {
    /// Opens `path` for writing. `inputs` are the files that will be read.
    ///
    /// # Errors
    /// [`Refusal`], before anything was written.
    pub fn create(path: &Path, force: bool, inputs: &[PathBuf]) -> Result<Self, Refusal> {
        let there = match fs::metadata(path) {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let Some(metadata) = there else {
            if fs::symlink_metadata(path).is_ok() {
                return Err(Refusal::Dangling);
            }
            return Self::beside(path.to_owned(), None);
        };
        if metadata.is_dir() {
            return Err(Refusal::Directory);
        }
        if inputs.iter().any(|input| is_same_file(&metadata, path, input)) {
            return Err(Refusal::Input);
        }
        if !metadata.is_file() {
            let file = OpenOptions::new().write(true).open(path)?;
            let writer = BufWriter::with_capacity(BUFFER_BYTES, file);
            return Ok(Self { writer, rename: None });
        }
        if !force {
            return Err(Refusal::Exists);
        }
        Self::beside(fs::canonicalize(path)?, Some(metadata.permissions()))
    }

    fn beside(path: PathBuf, permissions: Option<fs::Permissions>) -> Result<Self, Refusal> {
        let name = path.file_name().ok_or(Refusal::Directory)?;
        for attempt in 0_u32..100 {
            let mut beside = std::ffi::OsString::from(".");
            beside.push(name);
            beside.push(format!(".{}.{attempt}.part", std::process::id()));
            let part = path.with_file_name(beside);
            match OpenOptions::new().write(true).create_new(true).open(&part) {
                Ok(file) => {
                    let writer = BufWriter::with_capacity(BUFFER_BYTES, file);
                    let opened = Self { writer, rename: Some((part.clone(), path)) };
                    if let Some(permissions) = permissions {
                        fs::set_permissions(&part, permissions)?;
                    }
                    return Ok(opened);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists).into())
    }

    /// Closes a file that is to grow later, where it is one that gets its name at the end.
    pub(super) fn set_aside(mut self) -> Option<Aside> {
        self.rename.take().map(|(part, path)| Aside { part, path, has_name: false })
    }

    /// Writes out what waits, makes it durable and gives the file its name.
    ///
    /// # Errors
    /// When the system cannot store it; then nothing is left of it, and an older file is intact.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()?;
        let Some((part, path)) = &self.rename else { return Ok(()) };
        self.writer.get_ref().sync_all()?;
        fs::rename(part, path)?;
        self.rename = None;
        Ok(())
    }
}

/// A file that was set aside: closed, but without its name. Dropped so, it goes.
#[derive(Debug)]
pub(super) struct Aside {
    part: PathBuf,
    path: PathBuf,
    has_name: bool,
}

impl Aside {
    /// Where it is.
    pub(super) fn part(&self) -> &Path {
        &self.part
    }

    /// Where it will be.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives it its name.
    pub(super) fn finish(mut self) -> io::Result<()> {
        fs::rename(&self.part, &self.path)?;
        self.has_name = true;
        Ok(())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.has_name {
            // Nothing more can be done about a file that does not go.
            fs::remove_file(&self.part).unwrap_or_default();
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if let Some((part, _)) = &self.rename {
            // Nothing more can be done about a file that does not go.
            fs::remove_file(part).unwrap_or_default();
        }
    }
}

#[cfg(unix)]
fn is_same_file(output: &fs::Metadata, _path: &Path, input: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(input)
        .is_ok_and(|input| output.dev() == input.dev() && output.ino() == input.ino())
}

#[cfg(not(unix))]
fn is_same_file(_output: &fs::Metadata, path: &Path, input: &Path) -> bool {
    matches!((fs::canonicalize(path), fs::canonicalize(input)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_only_when_it_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("out.csv");
        let mut output = OutputFile::create(&path, false, &[]).unwrap();
        output.write_all(b"a,b\n").unwrap();
        assert!(!path.exists());
        output.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"a,b\n");
        assert_eq!(names(directory.path()), ["out.csv"]);
    }

    #[test]
    fn what_is_not_finished_leaves_nothing_and_the_old_file_intact() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("out.csv");
        fs::write(&path, "old").unwrap();
        let mut output = OutputFile::create(&path, true, &[]).unwrap();
        output.write_all(b"new").unwrap();
        drop(output);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(directory.path()), ["out.csv"]);
    }

    #[test]
    fn an_existing_file_needs_force() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("out.csv");
        fs::write(&path, "old").unwrap();
        assert!(matches!(OutputFile::create(&path, false, &[]), Err(Refusal::Exists)));
        OutputFile::create(&path, true, &[]).unwrap().finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
    }

    #[cfg(unix)]
    #[test]
    fn an_input_is_never_an_output_by_any_name() {
        let directory = tempfile::tempdir().unwrap();
        let input = directory.path().join("in.pcap");
        fs::write(&input, "packets").unwrap();
        let (hard, soft) = (directory.path().join("hard"), directory.path().join("soft"));
        fs::hard_link(&input, &hard).unwrap();
        std::os::unix::fs::symlink(&input, &soft).unwrap();
        for path in [&input, &hard, &soft] {
            let inputs = [input.clone()];
            assert!(matches!(OutputFile::create(path, true, &inputs), Err(Refusal::Input)));
        }
        assert_eq!(fs::read(&input).unwrap(), b"packets");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_and_its_target_is_replaced_with_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let (target, link) = (directory.path().join("target"), directory.path().join("link"));
        fs::write(&target, "old").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let mut output = OutputFile::create(&link, true, &[]).unwrap();
        output.write_all(b"new").unwrap();
        output.finish().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_dangling_link_and_a_directory_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let link = directory.path().join("link");
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        assert!(matches!(OutputFile::create(&link, true, &[]), Err(Refusal::Dangling)));
        assert!(matches!(OutputFile::create(directory.path(), true, &[]), Err(Refusal::Directory)));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_when_the_file_is_finished() {
        let mut output = OutputFile::create(Path::new("/dev/full"), false, &[]).unwrap();
        output.write_all(b"a").unwrap();
        assert_eq!(output.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
