//! Sinks against real servers, each made here: well, down, slow, refusing.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::*;

fn message(text: &str, seconds: i64) -> Message {
    Message {
        weight: 3,
        severity: "high".to_owned(),
        detector: "rule:brute-force".to_owned(),
        text: text.to_owned(),
        facts: vec![("src".to_owned(), "10.0.0.1".to_owned())],
        json: format!("{{\"message\":\"{text}\"}}"),
        at: Timestamp(1_700_000_000_123_456_789 + seconds * 1_000_000_000),
    }
}

/// Sinks without pauses of seconds between tries.
fn outbox(words: &[&str], patience_ms: u64) -> Outbox {
    let open = |word: &&str| {
        let address = Address::parse(word).unwrap();
        (address.name(), super::open(&address, &Secrets::default()).unwrap())
    };
    let pauses = vec![Duration::from_millis(20); 2];
    let patience = Duration::from_millis(patience_ms);
    let policy = Policy { patience, pauses, ..Policy::default() };
    Outbox::new(policy, words.iter().map(open).collect())
}

/// A port of this machine where nobody listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A server that answers each request with the next of these statuses, and says what it was sent.
fn http(statuses: &'static [u16]) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (said, heard) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut front, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
                front += &line;
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            said.send(front + &String::from_utf8(body).unwrap()).unwrap();
            let answer =
                format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (port, heard)
}

#[test]
fn a_webhook_gets_a_post_of_json_and_failures_that_pass_are_tried_again() {
    let (port, heard) = http(&[503, 429, 200, 204]);
    let mut outbox = outbox(&[&format!("http://127.0.0.1:{port}/hook?key=1")], 9000);
    outbox.offer("one", &message("one", 0));
    outbox.offer("two", &message("two", 1));
    let told = outbox.finish();
    assert_eq!((told.told, &told.undelivered[..]), (2, &[][..]));
    let all: Vec<String> = heard.iter().collect();
    assert_eq!(all.len(), 4);
    assert!(all[0].starts_with("POST /hook?key=1 HTTP/1.1\r\n"), "{}", all[0]);
    assert!(all[0].to_ascii_lowercase().contains("content-type: application/json"));
    assert!(all[2].ends_with("{\"message\":\"one\"}") && all[3].ends_with("{\"message\":\"two\"}"));
}

#[test]
fn a_webhook_that_refuses_is_asked_once_and_that_is_said() {
    let (port, heard) = http(&[404]);
    let mut outbox = outbox(&[&format!("http://127.0.0.1:{port}/secret-key")], 9000);
    outbox.offer("one", &message("one", 0));
    let told = outbox.finish();
    assert_eq!(heard.iter().count(), 1);
    let [it] = &told.undelivered[..] else { panic!("{told:?}") };
    assert_eq!((it.messages, it.name.contains("secret")), (1, false));
    assert!(it.reason.contains("404"), "{}", it.reason);
}

#[test]
fn a_sink_that_is_down_costs_its_own_alerts_and_no_other() {
    let (port, heard) = http(&[200, 200]);
    let (down, up) = (closed_port(), format!("http://127.0.0.1:{port}/"));
    let words = [
        &format!("http://127.0.0.1:{down}/"),
        &format!("syslog+tcp://127.0.0.1:{down}"),
        "syslog:/nowhere/log",
        &format!("smtp+plain://127.0.0.1:{down}?from=a@example.com&to=b@example.com"),
        "exec:/nowhere/program",
        "exec:false",
        up.as_str(),
    ];
    let mut outbox = outbox(&words, 9000);
    outbox.offer("one", &message("one", 0));
    outbox.offer("two", &message("two", 1));
    let told = outbox.finish();
    let lost: Vec<u64> = told.undelivered.iter().map(|it| it.messages).collect();
    assert_eq!(lost, [2; 6], "{told:?}");
    assert_eq!(heard.iter().count(), 2);
}

#[test]
fn a_sink_that_is_slow_never_holds_anything_up() {
    // It takes connections and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let words = [
        &format!("http://127.0.0.1:{port}/"),
        &format!("smtp+plain://127.0.0.1:{port}?from=a@example.com&to=b@example.com"),
        "exec:sleep 60",
    ];
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let mut outbox = outbox(&words, 300);
    let since = Instant::now();
    for turn in 0..5000 {
        outbox.offer(&turn.to_string(), &message("flood", turn * 60));
    }
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    let told = outbox.finish();
    assert!(since.elapsed() < Duration::from_secs(6), "{:?}", since.elapsed());
    assert_eq!(told.undelivered.len(), 3, "{told:?}");
    assert!(told.undelivered.iter().all(|it| it.messages == 5000 && it.reason.contains("time")));
}

#[test]
fn syslog_gets_messages_of_rfc_5424_over_each_way() {
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("log");
    let unix = UnixDatagram::bind(&path).unwrap();
    let words = [
        format!("syslog+udp://{}", udp.local_addr().unwrap()),
        format!("syslog+tcp://{}", tcp.local_addr().unwrap()),
        format!("syslog:{}", path.display()),
    ];
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut outbox = outbox(&words, 9000);
    outbox.offer("one", &message("one\n<13>two\u{1b}[2J", 0));
    assert_eq!(outbox.finish().undelivered, []);
    let mut bytes = [0; 4096];
    let length = udp.recv(&mut bytes).unwrap();
    let line = String::from_utf8(bytes[..length].to_vec()).unwrap();
    // local0 and error: 16 * 8 + 3.
    assert!(line.starts_with("<131>1 2023-11-14T22:13:20.123456Z "), "{line}");
    let words: Vec<&str> = line.split(' ').collect();
    assert_eq!((words[3], words[5], words[6]), ("netsift", "rule:brute-force", "-"));
    assert!(line.ends_with("; src=10.0.0.1") && !line.contains('\n') && !line.contains('\u{1b}'));
    let length = unix.recv(&mut bytes).unwrap();
    assert_eq!(&bytes[..length], line.as_bytes());
    let mut framed = String::new();
    tcp.accept().unwrap().0.read_to_string(&mut framed).unwrap();
    assert_eq!(framed, format!("{} {line}", line.len()));
}

/// A mail server that takes one message, or refuses a recipient, and says what it heard.
fn smtp(refuses: bool) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (said, heard) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream: TcpStream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut all = String::new();
            let mut is_data = false;
            stream.write_all(b"220 test\r\n").unwrap();
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    break;
                }
                all += &line;
                let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
                let answer = match word.as_str() {
                    _ if is_data && line == ".\r\n" => {
                        is_data = false;
                        "250 taken"
                    }
                    _ if is_data => continue,
                    "EHLO" => "250 test",
                    "RCPT" if refuses => "550 nobody",
                    "DATA" => {
                        is_data = true;
                        "354 go on"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 well",
                };
                if stream.write_all(format!("{answer}\r\n").as_bytes()).is_err() {
                    break;
                }
            }
            if said.send(all).is_err() {
                break;
            }
        }
    });
    (port, heard)
}

#[test]
fn mail_is_a_digest_with_the_gravest_in_the_subject() {
    let (port, heard) = smtp(false);
    let word = format!(
        "smtp+plain://127.0.0.1:{port}?from=netsift@example.com&to=a@example.com,b@example.com"
    );
    let mut outbox = outbox(&[&word], 9000);
    outbox.offer("one", &Message { weight: 2, severity: "medium".to_owned(), ..message("one", 0) });
    outbox.offer("two", &message("two\r\nBcc: c@example.com", 1));
    outbox.offer("three", &message("three", 2));
    let told = outbox.finish();
    assert_eq!(told.undelivered, []);
    let all = heard.recv().unwrap();
    for part in [
        "MAIL FROM:<netsift@example.com>",
        "RCPT TO:<a@example.com>",
        "RCPT TO:<b@example.com>",
        "Subject: netsift: high: two",
        "(and 2 more)",
        "src: 10.0.0.1",
        "three",
    ] {
        assert!(all.contains(part), "{part} is not in {all}");
    }
    // Text of packets adds no header.
    assert!(!all.contains("\nBcc:"), "{all}");
}

#[test]
fn a_mail_server_that_refuses_or_has_no_starttls_gets_nothing() {
    let (port, _heard) = smtp(true);
    let people = "from=netsift@example.com&to=a@example.com";
    let words = [
        format!("smtp+plain://127.0.0.1:{port}?{people}"),
        format!("smtp://localhost:{port}?{people}"),
    ];
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut outbox = outbox(&words, 9000);
    outbox.offer("one", &message("one", 0));
    let told = outbox.finish();
    assert_eq!(told.undelivered.len(), 2, "{told:?}");
    assert!(told.undelivered[0].reason.contains("550"), "{told:?}");
}

#[test]
fn a_command_gets_the_finding_on_standard_input_and_no_shell_sees_it() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("out;touch x");
    let path = path.to_str().unwrap().replace(' ', "_");
    let mut outbox = outbox(&[&format!("exec:tee -a {path}")], 9000);
    outbox.offer("one", &message("$(touch /tmp/x)", 0));
    outbox.offer("two", &message("two", 1));
    assert_eq!(outbox.finish().undelivered, []);
    let written = std::fs::read_to_string(path).unwrap();
    assert_eq!(written, "{\"message\":\"$(touch /tmp/x)\"}\n{\"message\":\"two\"}\n");
}

#[test]
fn the_same_again_and_too_many_are_held_back_and_summed_up() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("out");
    let address = Address::parse(&format!("exec:tee -a {}", path.display())).unwrap();
    let sink = open(&address, &Secrets::default()).unwrap();
    let policy = Policy { per_minute: 2, cool_down_ns: 600_000_000_000, ..Policy::default() };
    let mut outbox = Outbox::new(policy, vec![(address.name(), sink)]);
    outbox.offer("a", &message("first", 0));
    outbox.offer("a", &message("again", 599));
    outbox.offer("a", &message("later", 600));
    outbox.offer("b", &message("second", 601));
    outbox.offer("c", &message("too many", 602));
    outbox.offer("d", &Message { weight: 1, ..message("too little", 900) });
    let told = outbox.finish();
    assert_eq!((told.told, told.repeated, told.over_rate), (3, 1, 1));
    let written = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines.len(), 4, "{written}");
    assert!(lines[3].contains("\"repeated\":1,\"over_rate\":1"), "{written}");
}

#[test]
fn addresses_that_make_no_sense_and_secrets_in_them_are_refused() {
    for word in [
        "https://hooks.example.com/a/b",
        "http://[::1]:8080",
        "syslog",
        "syslog:/run/log",
        "syslog+udp://log.example.com",
        "syslog+tcp://[2001:db8::1]:6514/",
        "smtp://mail.example.com?from=a%40example.com&to=b@example.com",
        "exec:logger -t netsift",
    ] {
        assert!(Address::parse(word).is_ok(), "{word}: {:?}", Address::parse(word));
    }
    for word in [
        "",
        "mailto:a@example.com",
        "http://",
        "http://user:secret@example.com/",
        "https://example.com:port/",
        "syslog+udp://:514",
        "syslog:",
        "smtp://mail.example.com",
        "smtp://user:secret@mail.example.com?from=a@b.c&to=d@e.f",
        "smtp://mail.example.com?from=a@b.c&to=d@e.f&password=x",
        "exec:",
        "exec:  ",
        "ftp://example.com",
    ] {
        assert!(Address::parse(word).is_err(), "{word}");
    }
}
