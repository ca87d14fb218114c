//! pcapng by hand-written bytes.
