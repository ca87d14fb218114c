//! Pages of packets as they arrive.

use std::path::Path;
use std::time::{Duration, Instant};

use super::support::Wire;

/// The numbers of a page, where it is there.
fn data(page: &Path) -> Option<serde_json::Value> {
    let page = std::fs::read_to_string(page).ok()?;
    let (_, rest) = page.split_once("id=\"data\">").unwrap();
    Some(serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap())
}

fn packets(page: &Path) -> Option<u64> {
    data(page)?["input"]["packets_kept"].as_u64()
}

#[test]
fn the_page_follows_what_arrives_and_ends_with_all_of_it() {
    let Some(wire) = Wire::lay() else { return };
    let theirs = wire.tcpdump("-i a0 -Z root --nano -U -w theirs.pcap udp");
    let ours = wire.netsift("report -i a0 -f udp --watch 500ms -o page.html");
    let page = wire.path("page.html");
    let (mut sent, mut sizes) = (0, Vec::new());
    for _ in 0..4 {
        wire.send(0, 100);
        sent += 100;
        let since = Instant::now();
        // Each reading finds a whole page, also while it is replaced.
        while packets(&page) != Some(sent) {
            assert!(since.elapsed() < Duration::from_secs(30), "{:?} of {sent}", packets(&page));
        }
        sizes.push(packets(&page));
    }
    wire.send(0, 7);
    let (code, said) = ours.stop();
    assert_eq!(code, 130, "{said}");
    assert_eq!(packets(&page), Some(407), "{said}");
    theirs.stop();
    let mut of_file =
        wire.command(env!("CARGO_BIN_EXE_netsift"), "report theirs.pcap -o file.html");
    assert!(of_file.status().unwrap().success());
    let (ours, theirs) = (data(&page).unwrap(), data(&wire.path("file.html")).unwrap());
    for table in ["protocols.protocols", "flows.flows", "conversations.ip", "ports.ports"] {
        assert_eq!(ours["tables"][table], theirs["tables"][table], "{table}");
    }
    assert_eq!(ours["title"], "a0");
    assert_eq!(wire.names(), ["file.html", "page.html", "theirs.pcap"]);
}

#[test]
fn of_more_than_is_kept_the_last_is_shown_and_the_page_says_so() {
    let Some(wire) = Wire::lay() else { return };
    let page = wire.path("page.html");
    let ours =
        wire.netsift("report -i a0 -f udp --watch 1s --keep 1Mi -o page.html -a packets:4000");
    wire.send(0, 4000);
    let (code, said) = ours.end();
    assert_eq!(code, 0, "{said}");
    let data = data(&page).unwrap();
    let kept = data["input"]["packets_kept"].as_u64().unwrap();
    assert!((500..3900).contains(&kept), "{kept}");
    let fault = data["input"]["faults"][0].as_str().unwrap();
    assert!(fault.contains(&format!("{} packets before", 4000 - kept)), "{fault}");
    assert_eq!(data["input"]["sound"], true);
}

#[test]
fn without_an_interval_there_is_one_page_at_the_end() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.netsift("report -i a0 -f udp -a packets:50 -o page.html");
    wire.send(0, 60);
    let (code, said) = ours.end();
    assert_eq!(code, 0, "{said}");
    assert_eq!(packets(&wire.path("page.html")), Some(50));
}
