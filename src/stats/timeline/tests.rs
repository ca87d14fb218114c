use super::*;
use crate::packet::FieldReader;
use crate::stats::testing::{
    any_split_says_the_same, column, mixture, numbers, section, split, tcp, udp,
};

fn with(series: &[(Aggregate, &str)]) -> Settings {
    let series = series.iter().map(|&(aggregate, name)| Series {
        aggregate,
        field: FieldReader::by_name(name).unwrap(),
        filter: None,
    });
    Settings { series: series.collect(), ..Settings::default() }
}

fn seconds(values: &[i64]) -> Vec<Value<'static>> {
    values.iter().map(|&seconds| Value::Duration(seconds * 1_000_000_000)).collect()
}

#[test]
fn bins_begin_with_the_first_packet() {
    let frames = [300, 1299, 1300, 2299, 2300].map(|at| udp(at, (1, 1), (2, 2), 0));
    let found = section(&STATISTIC, &Settings::default(), &frames);
    assert_eq!(numbers(&found, "timeline", "packets"), [2, 2, 1]);
    assert_eq!(numbers(&found, "timeline", "frame_bytes"), [84, 84, 42]);
    assert_eq!(column(&found, "timeline", "start_s"), seconds(&[0, 1, 2]));
    assert_eq!(column(&found, "timeline", "bits_per_s")[2], Value::Float(336.0));
    assert_eq!(column(&found, "timeline", "time")[1], Value::Time(Timestamp(1_300_000_000)));
}

#[test]
fn a_gap_of_ten_years_is_no_row() {
    let frames = [0, 315_360_000_000].map(|at| udp(at, (1, 1), (2, 2), 0));
    let found = section(&STATISTIC, &Settings::default(), &frames);
    assert_eq!(column(&found, "timeline", "start_s"), seconds(&[0, 315_360_000]));
}

#[test]
fn packets_before_the_first_have_negative_bins() {
    let frames = [0, -1].map(|at| udp(at, (1, 1), (2, 2), 0));
    let found = section(&STATISTIC, &Settings::default(), &frames);
    assert_eq!(column(&found, "timeline", "start_s"), seconds(&[-1, 0]));
}

#[test]
fn series_join_the_values_of_a_bin() {
    let frames =
        [udp(0, (1, 5), (2, 9), 0), udp(1, (1, 6), (2, 9), 2), tcp(2, (1, 7), (2, 8), 2, 0)];
    let settings = with(&[
        (Aggregate::Count, "udp.port"),
        (Aggregate::Sum, "udp.length"),
        (Aggregate::Min, "udp.srcport"),
        (Aggregate::Avg, "udp.srcport"),
        (Aggregate::Max, "tcp.srcport"),
        (Aggregate::Max, "ip.ttl"),
    ]);
    let found = section(&STATISTIC, &settings, &frames);
    let cell = |name| column(&found, "timeline", name).remove(0);
    assert_eq!(cell("count(udp.port)"), Value::Unsigned(4));
    assert_eq!(cell("sum(udp.length)"), Value::Unsigned(18));
    assert_eq!(cell("min(udp.srcport)"), Value::Unsigned(5));
    assert_eq!(cell("avg(udp.srcport)"), Value::Float(5.5));
    assert_eq!(cell("max(tcp.srcport)"), Value::Unsigned(7));
    assert_eq!(cell("max(ip.ttl)"), Value::Unsigned(64));
}

#[test]
fn filters_count_their_packets_in_each_bin_for_any_split() {
    let part = |name: &str, filter: &str| Part {
        name: name.to_owned(),
        filter: Expression::parse(filter).unwrap(),
    };
    let frames =
        [udp(0, (1, 5), (2, 9), 0), tcp(1, (1, 7), (2, 8), 2, 0), udp(1000, (1, 6), (2, 9), 2)];
    let parts = vec![part("datagrams", "udp"), part("to_eight", "tcp.dstport == 8")];
    let settings = Settings { parts, ..Settings::default() };
    let found = section(&STATISTIC, &settings, &frames);
    assert_eq!(numbers(&found, "timeline", "packets"), [2, 1]);
    assert_eq!(numbers(&found, "timeline", "datagrams.packets"), [1, 1]);
    assert_eq!(numbers(&found, "timeline", "datagrams.frame_bytes"), [42, 44]);
    assert_eq!(numbers(&found, "timeline", "to_eight.packets"), [1, 0]);
    any_split_says_the_same(&STATISTIC, &settings);
}

#[test]
fn of_no_values_the_least_and_the_mean_are_null() {
    let settings = with(&[(Aggregate::Min, "tcp.len"), (Aggregate::Avg, "tcp.len")]);
    let found = section(&STATISTIC, &settings, &[udp(0, (1, 1), (2, 2), 0)]);
    assert_eq!(column(&found, "timeline", "min(tcp.len)"), [Value::Null]);
    assert_eq!(column(&found, "timeline", "avg(tcp.len)"), [Value::Null]);
}

#[test]
fn an_interval_of_zero_is_one_bin() {
    let frames = [0, 5000].map(|at| udp(at, (1, 1), (2, 2), 0));
    let settings = Settings { interval_ns: 0, ..Settings::default() };
    let found = section(&STATISTIC, &settings, &frames);
    assert_eq!(numbers(&found, "timeline", "packets"), [2]);
}

#[test]
fn too_many_bins_are_joined_alike_for_any_split() {
    let settings = Settings { max_entries: 10, ..Settings::default() };
    let whole = section(&STATISTIC, &settings, &mixture());
    let rows = numbers(&whole, "timeline", "packets");
    assert!((5..=10).contains(&rows.len()), "{rows:?}");
    assert_eq!(rows.iter().sum::<u64>(), 600);
    assert_eq!(whole.notes.len(), 1);
    for siblings in 2..=8 {
        assert_eq!(whole, split(&STATISTIC, &settings, &mixture(), siblings, siblings - 1));
    }
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&STATISTIC, &with(&[(Aggregate::Avg, "udp.length")]));
}
