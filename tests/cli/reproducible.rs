//! Same input, same bytes: whatever the threads, the time zone, the locale, the terminal.

use super::support::{Place, capture};

#[test]
fn jobs_time_zone_and_locale_change_no_byte() {
    let place = Place::new();
    place.file("a.pcap", &capture(5000));
    for format in ["table", "json", "csv"] {
        let words = ["stats", "-T", format, "--limit", "0", "a.pcap"];
        let reference = place.netsift().args(words).args(["-j", "1"]).output().unwrap();
        assert_eq!(reference.status.code(), Some(0));
        for jobs in ["2", "8"] {
            let ran = place
                .netsift()
                .args(words)
                .args(["-j", jobs])
                .env("TZ", "Asia/Kolkata")
                .env("LC_ALL", "tr_TR.UTF-8")
                .env("COLUMNS", "20")
                .env("TERM", "xterm-256color")
                .output()
                .unwrap();
            assert_eq!(ran.stdout, reference.stdout, "{format}, {jobs} jobs");
        }
    }
}
