//! Who a capture is once its interfaces are open.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};

use super::support::{Wire, datagrams};

/// The number of `nobody`, and of its group.
const NOBODY: u32 = 65_534;

/// Every thread is nobody and can never be more.
fn assert_nobody(id: u32) {
    let tasks = fs::read_dir(format!("/proc/{id}/task")).unwrap();
    let mut threads = 0;
    for task in tasks {
        let status = fs::read_to_string(task.unwrap().path().join("status")).unwrap();
        let has =
            |line: &str| status.lines().any(|it| it.split_whitespace().collect::<String>() == line);
        assert!(has("Uid:65534655346553465534") && has("Gid:65534655346553465534"), "{status}");
        assert!(has("Groups:65534") && has("NoNewPrivs:1"), "{status}");
        assert!(has("CapEff:0000000000000000") && has("CapPrm:0000000000000000"), "{status}");
        threads += 1;
    }
    assert!(threads > 1, "nothing reads yet");
}

#[test]
fn root_becomes_another_user_when_interfaces_are_open() {
    let Some(wire) = Wire::lay() else { return };
    let folder = wire.path("theirs");
    fs::create_dir(&folder).unwrap();
    chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
    // The way there, which is for root alone.
    fs::set_permissions(wire.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    let ours =
        wire.capture("-i a0 -Z nobody -w theirs/ours.pcapng -f udp -b packets:20 -b files:9");
    assert_nobody(ours.id());
    wire.send(0, 50);
    let (code, said) = ours.stop();
    assert_eq!(code, 130, "{said}");
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    assert!(files.iter().all(|it| it.metadata().unwrap().uid() == NOBODY));
    assert_eq!(files.iter().map(|it| datagrams(it).len()).sum::<usize>(), 50);
}

#[test]
fn who_cannot_write_there_is_told_how_to_stay_root() {
    let Some(wire) = Wire::lay() else { return };
    fs::set_permissions(wire.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    let program = env!("CARGO_BIN_EXE_netsift");
    let run = |sudo: bool, words: &str| {
        let mut command = wire.command(program, &format!("capture -i a0 -w a.pcapng {words}"));
        if sudo {
            command.env("SUDO_UID", "65534").env("SUDO_GID", "65534").env("SUDO_USER", "ann");
        }
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (sudo, words, who) in [(false, "-Z nobody", "nobody"), (true, "", "ann")] {
        let (code, said) = run(sudo, words);
        assert_eq!(code, Some(5), "{said}");
        assert!(said.contains(&format!("as {who}; -Z names another user")), "{said}");
    }
    assert_eq!(run(false, "-Z nosuchuser").0, Some(2));
    let (code, said) = run(true, "-Z root -a duration:1s");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(wire.path("a.pcapng").metadata().unwrap().uid(), 0);
}

#[test]
fn lines_go_into_a_file_of_whoever_it_becomes() {
    let Some(wire) = Wire::lay() else { return };
    fs::set_permissions(wire.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    let folder = wire.path("theirs");
    fs::create_dir(&folder).unwrap();
    chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
    let ours = wire.capture("-i a0 -Z nobody -f udp -c 5 -o theirs/lines.txt");
    wire.send(0, 5);
    let (code, said) = ours.end();
    assert_eq!(code, 0, "{said}");
    assert_eq!(folder.join("lines.txt").metadata().unwrap().uid(), NOBODY);
    assert_eq!(fs::read_to_string(folder.join("lines.txt")).unwrap().lines().count(), 5);
    let refused = wire.capture("-i a0 -Z nobody -f udp -c 5 -o lines.txt");
    let (code, said) = refused.end();
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("as nobody; -Z names another user"), "{said}");
    assert_eq!(wire.names(), ["theirs"]);
}

#[test]
fn the_right_to_capture_more_is_given_up_in_any_case() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.capture("-i a0 -w ours.pcapng -f udp");
    let status = fs::read_to_string(format!("/proc/{}/status", ours.id())).unwrap();
    let capabilities = status.lines().find_map(|line| line.strip_prefix("CapEff:")).unwrap();
    let bits = u64::from_str_radix(capabilities.trim(), 16).unwrap();
    // CAP_NET_ADMIN is 12, CAP_NET_RAW 13 (capabilities(7)).
    assert_eq!(bits >> 12 & 3, 0, "{status}");
    wire.send(0, 20);
    assert_eq!(ours.stop().0, 130);
    assert_eq!(datagrams(&wire.path("ours.pcapng")).len(), 20);
}

#[test]
fn analysis_gives_up_as_much() {
    let Some(wire) = Wire::lay() else { return };
    fs::set_permissions(wire.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    let folder = wire.path("theirs");
    fs::create_dir(&folder).unwrap();
    chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
    for (name, words) in [
        ("stats.csv", "stats ports -T csv -o theirs/stats.csv"),
        ("detect.json", "detect --rules only -T json -o theirs/detect.json"),
        ("page.html", "report -o theirs/page.html"),
    ] {
        let ours = wire.netsift(&format!("{words} -i a0 -f udp -Z nobody"));
        assert_nobody(ours.id());
        wire.send(0, 50);
        let (code, said) = ours.stop();
        assert_eq!(code, 130, "{said}");
        assert_eq!(folder.join(name).metadata().unwrap().uid(), NOBODY);
    }
    let program = env!("CARGO_BIN_EXE_netsift");
    for words in ["stats ports -o a.csv", "detect -o a.csv", "report -o a.html"] {
        let refused = wire.command(program, &format!("{words} -i a0 -Z nobody")).output().unwrap();
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(5), "{said}");
        assert!(said.contains("as nobody; -Z names another user"), "{said}");
    }
}
