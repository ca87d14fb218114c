//! Live capture in network namespaces that the tests make, beside tcpdump. `NETSIFT_LIVE=1` turns
//! these tests on; they need root, libpcap, ip and tcpdump, and say loudly what is missing.
//! Packets are sent over pairs of virtual interfaces in these namespaces and nowhere else.

#![cfg(test)]

mod endings;
mod files;
mod lines;
mod listening;
mod lists;
mod meanwhile;
mod packed;
mod privileges;
mod side_by_side;
mod support;
mod traffic;
mod watching;
