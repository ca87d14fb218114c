//! The page printed by an installed Chromium: a PDF that looks like the page. Nothing is loaded from
//! anywhere, and no name is looked up.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// The names that it goes by.
const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// How long printing may take. Chosen by us: a page of 2 MB takes seconds.
const PATIENCE: Duration = Duration::from_mins(2);

/// How often somebody who waits looks whether it is done.
const GLANCE: Duration = Duration::from_millis(20);

/// An installed Chromium.
#[derive(Debug)]
pub struct Chromium(PathBuf);

impl Chromium {
    /// The first in the folders of PATH.
    ///
    /// # Errors
    /// When there is none.
    pub fn find() -> Result<Self> {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
        let places = NAMES.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
        match places.into_iter().find(|place| place.is_file()) {
            Some(program) => Ok(Self(program)),
            None => bail!(
                "--with-chromium: none of {} is in PATH; install one, or leave it away: --pdf alone \
                 needs none",
                NAMES.join(", ")
            ),
        }
    }

    /// A page as a PDF.
    ///
    /// # Errors
    /// When it does not print.
    pub fn print(&self, page: &str) -> io::Result<Vec<u8>> {
        let folder = Folder::make()?;
        let (input, output) = (folder.0.join("page.html"), folder.0.join("page.pdf"));
        fs::write(&input, page)?;
        let mut command = Command::new(&self.0);
        command
            .args([
                "--headless",
                "--disable-gpu",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-extensions",
                "--disable-sync",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--no-pdf-header-footer",
                "--window-size=1280,900",
            ])
            .arg(option("--user-data-dir=", &folder.0.join("profile")))
            .arg(option("--print-to-pdf=", &output));
        if is_owned_by_root(&folder.0) {
            // Chromium refuses to start otherwise; the page's policy lets nothing run but its own.
            command.arg("--no-sandbox");
        }
        command.arg(option("file://", &input));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let failed = |why: String| {
            io::Error::other(format!("{} did not print the page: {why}", self.0.display()))
        };
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        let since = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if since.elapsed() > PATIENCE {
                child.kill()?;
                child.wait()?;
                return Err(failed(format!("it took more than {} s", PATIENCE.as_secs())));
            }
            thread::sleep(GLANCE);
        };
        if !status.success() {
            return Err(failed(format!("it ended with {status}")));
        }
        let pdf = fs::read(&output).map_err(|error| failed(error.to_string()))?;
        if pdf.starts_with(b"%PDF-") { Ok(pdf) } else { Err(failed("no PDF came".to_owned())) }
    }
}

fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}

/// A folder that nobody else reads, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn make() -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let (id, mut attempt) = (std::process::id(), 0);
        loop {
            let path = std::env::temp_dir().join(format!("netsift-{id}-{attempt}"));
            match builder.create(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 1000 => {
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What a browser still writes there stays behind; nothing else can be done.
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

#[cfg(unix)]
fn is_owned_by_root(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    path.metadata().is_ok_and(|about| about.uid() == 0)
}

#[cfg(not(unix))]
fn is_owned_by_root(_: &Path) -> bool {
    false
}
