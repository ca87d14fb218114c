//! Ends that nobody wished for: each leaves a whole file and says so.

use std::process::Command;

use super::support::{Wire, datagrams};

#[test]
fn an_interface_that_goes_away_ends_with_a_whole_file() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w ours.pcapng -f udp");
    wire.send(0, 50);
    std::thread::sleep(std::time::Duration::from_millis(500));
    wire.ip_near("link delete a0");
    let (code, said) = ours.end();
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("a0: ended by itself"), "{said}");
    assert_eq!(datagrams(&wire.path("ours.pcapng")).len(), 50);
}

#[test]
fn an_interface_that_is_set_down_ends_with_a_whole_file() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w ours.pcapng -f udp");
    wire.send(0, 50);
    std::thread::sleep(std::time::Duration::from_millis(500));
    wire.ip_near("link set a0 down");
    let (code, said) = ours.end();
    assert_eq!(code, 4, "{said}");
    assert!(said.contains("a0: ended by itself"), "{said}");
    assert_eq!(datagrams(&wire.path("ours.pcapng")).len(), 50);
}

#[test]
fn what_the_disk_has_to_have_left_is_left() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w ours.pcapng -f udp --min-free 1000Ti");
    wire.send(0, 20);
    let (code, said) = ours.end();
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("--min-free"), "{said}");
    // What came until somebody looked is there, and whole.
    assert!(!datagrams(&wire.path("ours.pcapng")).is_empty());
}

#[test]
fn a_full_disk_leaves_whole_records_and_says_how_many_are_missing() {
    let Some(wire) = Wire::lay() else { return };
    let small = wire.path("small");
    std::fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=300k", "tmpfs"])
        .arg(&small)
        .status()
        .unwrap();
    if !mounted.success() {
        eprintln!("SKIPPED: a full disk; tmpfs cannot be mounted here");
        return;
    }
    let mut ends = Vec::new();
    for ending in ["", ".gz"] {
        let words = format!("-i a0 -w small/ours.pcapng{ending} -f udp --min-free 0");
        let ours = wire.capture(&words);
        wire.send(0, 1400);
        let (code, said) = ours.stop();
        // What could not become whole is not compressed.
        let capture = small.join("ours.pcapng");
        ends.push((code, said, datagrams(&capture).len()));
        std::fs::remove_file(capture).unwrap();
    }
    Command::new("umount").arg(&small).status().unwrap();
    for (code, said, lines) in ends {
        assert_eq!(code, 5, "{said}");
        assert!(said.contains("ours.pcapng: cannot write"), "{said}");
        assert!(said.contains("are not in it"), "{said}");
        assert!(lines > 100, "{lines}");
    }
}

#[test]
fn without_permission_the_way_out_is_said() {
    let Some(wire) = Wire::lay() else { return };
    let program = env!("CARGO_BIN_EXE_netsift");
    let words = format!(
        "--reuid 65534 --clear-groups --bounding-set=-all --inh-caps=-all {program} capture -i a0 -w /dev/null"
    );
    let output = wire.command("setpriv", &words).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("failed to execute")
        || said.contains("Permission denied\n") && !said.contains("capture:")
    {
        eprintln!("SKIPPED: no permission; nobody cannot run {program}: {said}");
        return;
    }
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("setcap"), "{said}");
}

#[test]
fn without_libpcap_only_capture_says_so() {
    let Some(wire) = Wire::lay() else { return };
    let hide = "for lib in $(ldconfig -p | sed -n 's/.*libpcap.* => //p'); do \
                mount --bind /dev/null $(readlink -f $lib) || exit 99; done; exec \"$@\"";
    let run = |words: &str| {
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-c", hide, "sh", env!("CARGO_BIN_EXE_netsift")]);
        command.args(words.split_whitespace()).output().unwrap()
    };
    let output = run("capture -i a0 -w /dev/null");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() == Some(99) {
        eprintln!("SKIPPED: no libpcap; it cannot be hidden here: {said}");
        return;
    }
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("libpcap is not installed"), "{said}");
    assert_eq!(run("stats fields").status.code(), Some(0));
    drop(wire);
}

#[test]
fn what_makes_no_sense_is_a_usage_error() {
    let Some(wire) = Wire::lay() else { return };
    let code = |words: &str| {
        let mut command = wire.command(env!("CARGO_BIN_EXE_netsift"), words);
        command.output().unwrap().status.code()
    };
    assert_eq!(code("capture -i a0 -w x.pcapng -f nonsense"), Some(2));
    assert_eq!(code("capture -i a0 -w x.pcapng -y NONSENSE"), Some(2));
    assert_eq!(code("capture -i nowhere -w x.pcapng"), Some(3));
    assert_eq!(code("capture -i a0 -T markdown"), Some(2));
    assert_eq!(code("capture -i a0 -i a1 -w x.pcap"), Some(2));
    assert_eq!(code("capture -i a0 --stats"), Some(2));
    assert_eq!(code("capture -i a0 -w x.pcapng --every 1s"), Some(2));
    assert_eq!(code("capture -i a0 -w x.pcapng --stats=protocls"), Some(2));
    assert_eq!(code("capture -i a0 -w - --stats"), Some(2));
    assert_eq!(code("stats -s 60 x.pcapng"), Some(2));
    assert!(wire.names().is_empty());
}
