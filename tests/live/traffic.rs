//! What programs say to each other, captured beside tcpdump: the same packets, which tshark decodes to
//! the same.

use std::fs;

use super::support::{Wire, is_there, packets};

/// Captures while something goes on, and answers what both captures hold.
fn beside_tcpdump(wire: &Wire, goes_on: impl FnOnce()) -> Vec<String> {
    let ours = wire.capture("-i a0 -w ours.pcapng -f ip --force");
    // With a buffer that loses nothing.
    let theirs = wire.tcpdump("-i a0 -Z root --nano -U -B 65536 -w theirs.pcap ip");
    goes_on();
    let (code, said) = ours.stop();
    let (_, told) = theirs.stop();
    assert_eq!(code, 130, "{said}");
    assert!(said.contains("0 dropped by the kernel, 0 by the interface, 0 by the queue"), "{said}");
    assert!(told.contains("\n0 packets dropped by kernel"), "{told}");
    let (ours, theirs) = (packets(&wire.path("ours.pcapng")), packets(&wire.path("theirs.pcap")));
    assert!(!ours.is_empty());
    assert_eq!(ours.len(), theirs.len());
    // Packets that come in are stamped once for each that listens.
    for (time, other) in times(&ours).zip(times(&theirs)) {
        assert!(time.abs_diff(other) < 1_000_000, "{time} {other}");
    }
    let [ours, theirs]: [Vec<String>; 2] = [ours, theirs].map(|lines| {
        lines.into_iter().map(|line| line.split_once('\t').unwrap().1.to_owned()).collect()
    });
    assert_eq!(ours, theirs);
    ours
}

/// Times in nanoseconds.
fn times(lines: &[String]) -> impl Iterator<Item = u64> {
    let time = |line: &String| line.split('\t').next().unwrap().replace('.', "");
    lines.iter().map(move |line| time(line).parse().unwrap())
}

fn with(lines: &[String], protocol: &str) -> usize {
    lines.iter().filter(|line| line.contains(protocol)).count()
}

#[test]
fn pages_that_curl_gets_of_nginx() {
    let Some(wire) = Wire::lay() else { return };
    if !is_there("curl") {
        return;
    }
    let page: Vec<u8> = (0..3_000_000_u32).flat_map(|it| (it % 251).to_le_bytes()).collect();
    fs::write(wire.path("page.bin"), &page).unwrap();
    let folder = wire.path("");
    let folder = folder.display();
    let configuration = format!(
        "daemon off; master_process off; user root; pid {folder}/nginx.pid; error_log {folder}/error.log;
         events {{}}
         http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
         fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
         server {{ listen 10.9.0.2:8080; root {folder}; }} }}"
    );
    fs::write(wire.path("nginx.conf"), configuration).unwrap();
    let words = format!("-p {folder} -c {folder}/nginx.conf");
    let Some(_server) = wire.serve("nginx", &words) else { return };
    wire.ask("curl", "-sf -o /dev/null http://10.9.0.2:8080/page.bin");
    let lines = beside_tcpdump(&wire, || {
        assert_eq!(wire.ask("curl", "-sf http://10.9.0.2:8080/page.bin"), page);
        let missing = wire.command("curl", "-s http://10.9.0.2:8080/none").output().unwrap();
        assert!(String::from_utf8_lossy(&missing.stdout).contains("404"));
    });
    assert!(with(&lines, ":http") >= 3, "{lines:?}");
    let codes = wire.answer("filter -Y http.response -e http.response.code -T tsv ours.pcapng");
    assert_eq!(codes.lines().skip(1).collect::<Vec<_>>(), ["200", "404"]);
}

#[test]
fn names_that_dig_asks_dnsmasq_for() {
    let Some(wire) = Wire::lay() else { return };
    if !is_there("dig") {
        return;
    }
    let words = "--no-daemon --no-resolv --no-hosts --conf-file=/dev/null --user=root \
                 --listen-address=10.9.0.2 --bind-interfaces --address=/shop.example/192.0.2.7 \
                 --txt-record=long.example,one,two --pid-file=";
    let Some(_server) = wire.serve("dnsmasq", words) else { return };
    wire.ask("dig", "@10.9.0.2 +tries=1 +time=1 shop.example A");
    let lines = beside_tcpdump(&wire, || {
        let answer = wire.ask("dig", "@10.9.0.2 +short shop.example A");
        assert_eq!(answer, b"192.0.2.7\n");
        wire.ask("dig", "@10.9.0.2 +short long.example TXT");
        wire.ask("dig", "@10.9.0.2 +tcp +short shop.example A");
    });
    assert!(with(&lines, ":udp:dns") == 4 && with(&lines, ":tcp:dns") == 2, "{lines:?}");
}

#[test]
fn echoes_and_as_much_as_iperf_sends() {
    let Some(wire) = Wire::lay() else { return };
    if !is_there("ping") {
        return;
    }
    let lines = beside_tcpdump(&wire, || {
        wire.ask("ping", "-c 5 -i 0.05 -s 900 10.9.0.2");
    });
    assert_eq!(with(&lines, ":icmp"), 10, "{lines:?}");
    let Some(_server) = wire.serve("iperf3", "-s -B 10.9.0.2") else { return };
    let lines = beside_tcpdump(&wire, || {
        wire.ask("iperf3", "-c 10.9.0.2 -n 8M -b 200M");
        wire.ask("iperf3", "-c 10.9.0.2 -u -n 2M -b 100M -l 1200");
    });
    assert!(with(&lines, ":tcp") > 100 && with(&lines, ":udp") >= 1700, "{}", lines.len());
}

#[test]
fn what_was_captured_meanwhile_is_said_of_the_interface() {
    let Some(wire) = Wire::lay() else { return };
    let ours = wire.netsift("stats conversations -i a0 -f udp -T csv -a duration:10s");
    let file = wire.capture("-i a0 -w ours.pcapng -f udp");
    for _ in 0..4 {
        wire.send(0, 300);
        std::thread::sleep(std::time::Duration::from_millis(900));
    }
    let (code, said, shown) = ours.end_and_read();
    assert_eq!(code, 0, "{said}");
    file.stop();
    assert_eq!(shown, wire.answer("stats conversations -T csv ours.pcapng"));
}
