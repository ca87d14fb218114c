use super::*;
use crate::stats::testing::{self, Frame, any_split_says_the_same, column, numbers, section};

fn segment(at_ms: i64, asks: bool, sequence: u32, acknowledged: u32, text: &str) -> Frame {
    let (client, server) = ((1, 50000), (2, 80));
    let (from, to) = if asks { (client, server) } else { (server, client) };
    testing::segment(at_ms, from, to, (sequence, acknowledged), text.as_bytes())
}

#[test]
fn answers_are_timed_from_their_requests_body_and_all() {
    let request = "GET / HTTP/1.1\r\nHost: Example.com\r\nUser-Agent: test/1\r\n\r\n";
    let answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n";
    let [asked, said] = [request, answer].map(|text| u32::try_from(text.len()).unwrap());
    let frames = [
        segment(0, true, 1, 1, request),
        segment(1, true, 1 + asked, 1, request),
        segment(5, false, 1, 1 + asked, answer),
        // The end of the body comes before its beginning.
        segment(6, false, 1 + said + 3, 1 + asked, "def"),
        segment(9, false, 1 + said, 1 + asked, "abc"),
    ];
    let found = section(&STATISTIC, &Settings::default(), &frames);
    let bytes = u64::from(said) + 6;
    let expected = [
        ("requests", 2),
        ("answers", 1),
        ("matched", 1),
        ("unanswered", 1),
        ("request_bytes", 2 * u64::from(asked)),
        ("answer_bytes", bytes),
    ];
    for (name, number) in expected {
        assert_eq!(numbers(&found, "http", name), [number], "{name}");
    }
    assert_eq!(column(&found, "http", "latency_max_s"), [Value::Duration(9_000_000)]);
    assert_eq!(column(&found, "hosts", "host"), ["example.com".into()]);
    assert_eq!(column(&found, "methods", "method"), ["GET".into()]);
    assert_eq!(column(&found, "statuses", "status"), ["200".into()]);
    assert_eq!(column(&found, "user_agents", "user_agent"), ["test/1".into()]);
    assert_eq!(column(&found, "content_types", "content_type"), ["text/html".into()]);
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &Settings::default());
}
