//! The functions themselves, under libpcap's names and with its types (`pcap/pcap.h`).
//!
//! What a pointer points to is libpcap's and its caller's business: here they are handed on as
//! they came. A callback is a pointer as well.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::ptr::{null, null_mut};
use std::sync::OnceLock;

use crate::library::address;

/// What `pcap_geterr` says without the library.
const MISSING: &CStr = c"libpcap is not installed";

/// Defines functions that hand their arguments on, or answer `else` where there is nobody.
macro_rules! forward {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty, else $otherwise:expr;)*) => {$(
        // SAFETY: no other function of the program has this name, as the archive that the linker
        // is given as libpcap is empty.
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name($($argument: $type),*) -> $answer {
            type Function = unsafe extern "C" fn($($type),*) -> $answer;
            static FOUND: OnceLock<Option<Function>> = OnceLock::new();
            let found = FOUND.get_or_init(|| {
                let name = CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes());
                let address = address(name.ok()?)?;
                // SAFETY: the address is that of libpcap's function of this name, whose type has
                // been the same in all its versions; a function and an object have pointers of the
                // same size wherever there is dlsym.
                Some(unsafe { std::mem::transmute::<*mut c_void, Function>(address.as_ptr()) })
            });
            match found {
                // SAFETY: the caller keeps to what libpcap's documentation asks of it.
                Some(function) => unsafe { function($($argument),*) },
                None => $otherwise,
            }
        }
    )*};
}

forward! {
    fn pcap_create(a: *const c_char, b: *mut c_char) -> *mut c_void, else null_mut();
    fn pcap_set_snaplen(a: *mut c_void, b: c_int) -> c_int, else -1;
    fn pcap_set_promisc(a: *mut c_void, b: c_int) -> c_int, else -1;
    fn pcap_set_timeout(a: *mut c_void, b: c_int) -> c_int, else -1;
    fn pcap_set_buffer_size(a: *mut c_void, b: c_int) -> c_int, else -1;
    fn pcap_activate(a: *mut c_void) -> c_int, else -1;
    fn pcap_open_dead(a: c_int, b: c_int) -> *mut c_void, else null_mut();
    fn pcap_open_offline(a: *const c_char, b: *mut c_char) -> *mut c_void, else null_mut();
    fn pcap_fopen_offline(a: *mut c_void, b: *mut c_char) -> *mut c_void, else null_mut();
    fn pcap_close(a: *mut c_void) -> (), else ();
    fn pcap_loop(a: *mut c_void, b: c_int, c: *const c_void, d: *mut u8) -> c_int, else -1;
    fn pcap_dispatch(a: *mut c_void, b: c_int, c: *const c_void, d: *mut u8) -> c_int, else -1;
    fn pcap_next_ex(a: *mut c_void, b: *mut *mut c_void, c: *mut *const u8) -> c_int, else -1;
    fn pcap_breakloop(a: *mut c_void) -> (), else ();
    fn pcap_stats(a: *mut c_void, b: *mut c_void) -> c_int, else -1;
    fn pcap_setfilter(a: *mut c_void, b: *mut c_void) -> c_int, else -1;
    fn pcap_setdirection(a: *mut c_void, b: c_uint) -> c_int, else -1;
    fn pcap_setnonblock(a: *mut c_void, b: c_int, c: *mut c_char) -> c_int, else -1;
    fn pcap_sendpacket(a: *mut c_void, b: *const u8, c: c_int) -> c_int, else -1;
    fn pcap_geterr(a: *mut c_void) -> *mut c_char, else MISSING.as_ptr().cast_mut();
    fn pcap_compile(a: *mut c_void, b: *mut c_void, c: *const c_char, d: c_int, e: c_uint) -> c_int, else -1;
    fn pcap_freecode(a: *mut c_void) -> (), else ();
    fn pcap_offline_filter(a: *const c_void, b: *const c_void, c: *const u8) -> c_int, else 0;
    fn pcap_datalink(a: *mut c_void) -> c_int, else -1;
    fn pcap_list_datalinks(a: *mut c_void, b: *mut *mut c_int) -> c_int, else -1;
    fn pcap_set_datalink(a: *mut c_void, b: c_int) -> c_int, else -1;
    fn pcap_free_datalinks(a: *mut c_int) -> (), else ();
    fn pcap_datalink_name_to_val(a: *const c_char) -> c_int, else -1;
    fn pcap_datalink_val_to_name(a: c_int) -> *const c_char, else null();
    fn pcap_datalink_val_to_description(a: c_int) -> *const c_char, else null();
    fn pcap_major_version(a: *mut c_void) -> c_int, else -1;
    fn pcap_minor_version(a: *mut c_void) -> c_int, else -1;
    fn pcap_fileno(a: *mut c_void) -> c_int, else -1;
    fn pcap_dump_open(a: *mut c_void, b: *const c_char) -> *mut c_void, else null_mut();
    fn pcap_dump_fopen(a: *mut c_void, b: *mut c_void) -> *mut c_void, else null_mut();
    fn pcap_dump_flush(a: *mut c_void) -> c_int, else -1;
    fn pcap_dump_close(a: *mut c_void) -> (), else ();
    fn pcap_dump(a: *mut u8, b: *const c_void, c: *const u8) -> (), else ();
    fn pcap_findalldevs(a: *mut *mut c_void, b: *mut c_char) -> c_int, else -1;
    fn pcap_freealldevs(a: *mut c_void) -> (), else ();
    fn pcap_get_selectable_fd(a: *mut c_void) -> c_int, else -1;
    fn pcap_set_tstamp_type(a: *mut c_void, b: c_int) -> c_int, else -1;
    fn pcap_fopen_offline_with_tstamp_precision(a: *mut c_void, b: c_uint, c: *mut c_char) -> *mut c_void, else null_mut();
    fn pcap_open_dead_with_tstamp_precision(a: c_int, b: c_int, c: c_uint) -> *mut c_void, else null_mut();
    fn pcap_open_offline_with_tstamp_precision(a: *const c_char, b: c_uint, c: *mut c_char) -> *mut c_void, else null_mut();
    fn pcap_set_immediate_mode(a: *mut c_void, b: c_int) -> c_int, else -1;
    fn pcap_set_tstamp_precision(a: *mut c_void, b: c_int) -> c_int, else -1;
    fn pcap_dump_open_append(a: *mut c_void, b: *const c_char) -> *mut c_void, else null_mut();
    fn pcap_set_rfmon(a: *mut c_void, b: c_int) -> c_int, else -1;
}
