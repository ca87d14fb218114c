//! Statistics of what is captured, while it is written.

use super::support::Wire;

#[test]
fn what_is_said_is_what_is_said_of_the_file() {
    let Some(wire) = Wire::lay() else { return };
    for (place, statistic) in
        ["protocols", "conversations", "endpoints", "timeline", "flows"].iter().enumerate()
    {
        let words = format!("-i a0 -w {place}.pcapng -T csv --stats={statistic}");
        let ours = wire.capture(&words);
        wire.send(0, 200);
        let (code, said, shown) = ours.stop_and_read();
        assert_eq!(code, 130, "{said}");
        let file = wire.answer(&format!("stats {statistic} -T csv {place}.pcapng"));
        assert!(file.lines().count() > 1, "{file}");
        assert_eq!(shown, file, "{statistic}");
    }
}

#[test]
fn several_statistics_of_packets_that_are_chosen_from_two_interfaces() {
    let Some(wire) = Wire::lay() else { return };
    let words = "-i a0 -i a1 -w ours.pcapng -Y udp.length>500 -T ndjson \
                 --stats=ports,lengths -o said.ndjson";
    let ours = wire.capture(words);
    wire.send(0, 700);
    wire.send(1, 600);
    let (code, said, shown) = ours.stop_and_read();
    assert_eq!((code, shown.as_str()), (130, ""), "{said}");
    let shown = std::fs::read_to_string(wire.path("said.ndjson")).unwrap();
    let file = wire.answer("stats ports lengths -T ndjson ours.pcapng");
    let rows = |text: &str| -> Vec<String> {
        text.lines().filter(|it| !it.contains("\"record\":\"input\"")).map(str::to_owned).collect()
    };
    assert!(!rows(&file).is_empty(), "{file}");
    assert_eq!(rows(&shown), rows(&file));
}

#[test]
fn each_period_is_told_and_the_capture_outlives_its_reader() {
    let Some(wire) = Wire::lay() else { return };
    let ours =
        wire.capture("-i a0 -f udp -w ours.pcapng -T csv --stats=ports --every 1s -a duration:8");
    for _ in 0..4 {
        wire.send(0, 50);
        std::thread::sleep(std::time::Duration::from_millis(700));
    }
    let (code, said, shown) = ours.end_and_read();
    assert_eq!(code, 0, "{said}");
    let of_nine = shown.lines().filter(|line| line.contains(",9,"));
    assert!(of_nine.count() >= 2, "{shown}");
    assert!(!said.contains("holds none"), "{said}");
    assert_eq!(super::support::datagrams(&wire.path("ours.pcapng")).len(), 200);

    let ours = wire.capture("-i a0 -f udp -w more.pcapng --stats --every 100ms -a duration:4");
    let ours = ours.deaf();
    wire.send(0, 300);
    let (code, said) = ours.end();
    assert_eq!(code, 0, "{said}");
    assert_eq!(super::support::datagrams(&wire.path("more.pcapng")).len(), 300);
}
