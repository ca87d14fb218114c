//! The shared library: looked for once, never unloaded.

use std::ffi::{CStr, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;

/// What the library is called: by Debian and its descendants, by everybody else, and where only
/// the files for developers are left.
pub const NAMES: [&CStr; 3] = [c"libpcap.so.0.8", c"libpcap.so.1", c"libpcap.so"];

/// What dlopen gave.
struct Library(NonNull<c_void>);

// SAFETY: a handle of dlopen belongs to the process, not to a thread, and this one is never closed.
unsafe impl Send for Library {}
// SAFETY: dlsym may be called with the same handle from several threads (POSIX.1-2017, 2.9.1).
unsafe impl Sync for Library {}

static LIBRARY: OnceLock<Option<Library>> = OnceLock::new();

/// Whether the library was found. Asked once; installing it is noticed by the next run.
#[must_use]
pub fn is_installed() -> bool {
    library().is_some()
}

fn library() -> Option<&'static Library> {
    LIBRARY.get_or_init(|| NAMES.into_iter().find_map(open)).as_ref()
}

fn open(name: &CStr) -> Option<Library> {
    // SAFETY: `name` ends with a zero byte. Loading runs the initializers of the library that the
    // system has under libpcap's name; that they are sound is what every program linked with it
    // relies on.
    let handle = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
    NonNull::new(handle).map(Library)
}

/// The address of one of its functions; `None` without the library, or where it is too old to have
/// the function.
pub(crate) fn address(name: &CStr) -> Option<NonNull<c_void>> {
    let library = library()?;
    // SAFETY: the handle comes from dlopen and is never closed; `name` ends with a zero byte.
    NonNull::new(unsafe { libc::dlsym(library.0.as_ptr(), name.as_ptr()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_found_exactly_where_the_library_is() {
        assert_eq!(address(c"pcap_lib_version").is_some(), is_installed());
        assert!(address(c"pcap_no_such_function").is_none());
    }

    #[test]
    fn a_library_that_is_not_there_is_none() {
        assert!(open(c"libpcap-that-is-nowhere.so").is_none());
    }
}
