//! Reports with tables as the statistics make them.

use crate::report::{Column, Report, Section, Table};
use crate::value::{Kind, Timestamp, Unit, Value};

/// Columns of flags.
const FLAGS: [&str; 12] = [
    "orig_fin", "orig_syn", "orig_rst", "orig_psh", "orig_ack", "orig_urg", "resp_fin", "resp_syn",
    "resp_rst", "resp_psh", "resp_ack", "resp_urg",
];

fn at_second(at: u64) -> Value<'static> {
    Value::Time(Timestamp(1_700_000_000_000_000_000 + i64::try_from(at).unwrap() * 1_000_000_000))
}

pub fn moment(name: &'static str) -> Column {
    Column::new(name, Kind::Time, Unit::None, "")
}

fn flow_columns() -> Vec<Column> {
    let number = |name| Column::count(name, "");
    let numbers = ["id.resp_p", "duration_log10", "orig_payload_log"];
    [
        vec![moment("ts"), number("handshake_rtt_ns")],
        FLAGS.map(number).to_vec(),
        ["id.orig_h", "id.resp_h"].map(|name| Column::text(name, "")).to_vec(),
        numbers.map(number).to_vec(),
    ]
    .concat()
}

fn flow_row(at: u64, rows: u64, label: &impl Fn(u64) -> String) -> Vec<Value<'static>> {
    let trip = Value::Unsigned((at + 1) * 1_000_000);
    let ends = [label(at), label(at + 1)].map(Value::from).to_vec();
    let part = |times: u32| f64::from(u32::try_from(at).unwrap() * times % 97) / 7.0;
    let features = vec![Value::Unsigned(at), Value::Float(part(13)), Value::Float(part(29))];
    [vec![at_second(at), trip], vec![Value::Unsigned(rows - at); 12], ends, features].concat()
}

fn finding_columns() -> Vec<Column> {
    let text = |name| Column::text(name, "");
    [
        ["detector", "severity"].map(text).to_vec(),
        ["first_seen", "last_seen"].map(moment).to_vec(),
        ["src_ip", "dest_ip"].map(text).to_vec(),
        vec![Column::count("dest_port", "")],
    ]
    .concat()
}

/// Of every third flow, by its first end alone.
fn finding_row(at: u64, label: &impl Fn(u64) -> String) -> Vec<Value<'static>> {
    let (first, last) = (at_second(at), at_second(at + 60));
    let about = if at.is_multiple_of(3) { label(at).into() } else { "nobody".into() };
    vec![label(at % 7).into(), "high".into(), first, last, about, Value::Null, Value::Null]
}

/// Tables as the statistics make them, with so many rows each.
pub fn report(rows: u64, label: impl Fn(u64) -> String) -> Report {
    let text = |name| Column::text(name, "");
    let number = |name| Column::count(name, "");
    let section = |name, tables| Section { name, title: String::new(), tables, notes: vec![] };
    let measures = || [number("packets"), number("frame_bytes")];
    let filled = |name, columns: Vec<Column>, row: &dyn Fn(u64) -> Vec<Value<'static>>| {
        let mut table = Table::new(name, format!("The {name}"), columns);
        (0..rows).for_each(|at| table.push(row(at)));
        table
    };
    let counts = |at: u64| [Value::Unsigned(rows - at), Value::Unsigned((rows - at) * 100)];
    let named = |column: &'static str| [vec![text(column)], measures().into()].concat();
    let label_row = |at: u64| [vec![label(at).into()], counts(at).into()].concat();
    let bins = |at: u64| {
        let from = i64::try_from(at).unwrap() * 1_000_000_000;
        let time = Value::Time(Timestamp(1_700_000_000_000_000_000 + from));
        let rate = Value::Float(f64::from(u32::try_from((rows - at) * 800).unwrap()));
        [vec![Value::Duration(from), time], counts(at).into(), vec![rate]].concat()
    };
    let timeline = [
        vec![
            Column::new("start_s", Kind::Duration, Unit::Seconds, ""),
            Column::new("time", Kind::Time, Unit::None, ""),
        ],
        measures().into(),
        vec![number("bits_per_s")],
    ];
    let pairs = ["address_a", "address_b"].map(text).to_vec();
    let sent = ["packets_a_to_b", "packets_b_to_a"].map(number).to_vec();
    let pair = |at: u64| [vec![label(at).into(), label(at + 1).into()], counts(at).into()].concat();
    let depth = |at: u64| [label_row(at), vec![Value::Unsigned(at % 4 + 1)]].concat();
    let protocols = [named("protocol"), vec![number("depth")]].concat();
    let shares = ["percentile", "frame_bytes"].map(number).to_vec();
    let share = |at: u64| vec![Value::Unsigned(100 * (at + 1) / rows), Value::Unsigned(at + 60)];
    let [flows, findings] = [flow_columns(), finding_columns()];
    let flow = |at: u64| flow_row(at, rows, &label);
    let finding = |at: u64| finding_row(at, &label);
    let ranks = vec![moment("first_seen"), Column::new("score", Kind::Float, Unit::None, "")];
    let rank = |at: u64| {
        let score = 0.4 + f64::from(u32::try_from(at % 50).unwrap()) / 100.0;
        vec![at_second(at), Value::Float(score)]
    };
    let gaps = [vec![text("bucket"), number("gaps")]].concat();
    let gap = |at: u64| vec![label(at).into(), Value::Unsigned(rows - at)];
    let second = |name| Column::new(name, Kind::Duration, Unit::Seconds, "");
    let longest = [vec![number("percentile"), second("gap_s")]].concat();
    let long = |at: u64| {
        let gap = Value::Duration(i64::try_from(at + 1).unwrap() * 1_000_000);
        vec![Value::Unsigned(100 * (at + 1) / rows), gap]
    };
    let segments = [
        vec![second("start_s"), moment("time"), number("stream")],
        ["source", "source_port", "destination", "destination_port"].map(text).to_vec(),
        ["seq", "payload_bytes", "ack"].map(number).to_vec(),
    ];
    let segment = |at: u64| {
        let since = Value::Duration(i64::try_from(at).unwrap() * 1_000_000_000);
        let mut ends = [[label(1), "1".to_owned()], [label(2), "2".to_owned()]];
        ends.rotate_left(usize::from(at % 3 == 2));
        let ends = ends.concat().into_iter().map(Value::from);
        let numbers = [at * 100, 100, at * 50].map(Value::Unsigned);
        [vec![since, at_second(at), Value::Unsigned(at % 2)], ends.collect(), numbers.into()]
            .concat()
    };
    let sections = vec![
        section("gaps", vec![filled("gaps", gaps, &gap), filled("percentiles", longest, &long)]),
        section("segments", vec![filled("segments", segments.concat(), &segment)]),
        section("flows", vec![filled("flows", flows, &flow)]),
        section(
            "detect",
            vec![filled("findings", findings, &finding), filled("ranks", ranks, &rank)],
        ),
        section("protocols", vec![filled("protocols", protocols, &depth)]),
        section("top", vec![filled("top", named("value"), &label_row)]),
        section(
            "lengths",
            vec![
                filled("lengths", named("bucket"), &label_row),
                filled("percentiles", shares, &share),
            ],
        ),
        section("timeline", vec![filled("timeline", timeline.concat(), &bins)]),
        section("conversations", vec![filled("ip", [pairs, sent].concat(), &pair)]),
    ];
    Report { sections, ..Report::default() }
}

pub fn host(at: u64) -> String {
    format!("192.0.2.{at}")
}

/// The table of values over time: three values and what is left, each second.
pub fn over_time(seconds: u64, label: impl Fn(u64) -> String) -> Report {
    let span = |name| Column::new(name, Kind::Duration, Unit::Seconds, "");
    let columns = vec![
        Column::text("value", ""),
        span("start_s"),
        span("end_s"),
        Column::new("time", Kind::Time, Unit::None, ""),
        Column::count("packets", ""),
        Column::count("frame_bytes", ""),
    ];
    let mut table = Table::new("trend", "protocol over time", columns);
    for value in 0..4 {
        for at in (0..seconds).filter(|at| at % (value + 1) == 0) {
            let from = i64::try_from(at).unwrap() * 1_000_000_000;
            table.push(vec![
                if value == 3 { Value::Null } else { label(value).into() },
                Value::Duration(from),
                Value::Duration(from + 1_000_000_000),
                Value::Time(Timestamp(1_700_000_000_000_000_000 + from)),
                Value::Unsigned(10 * (value + 1)),
                Value::Unsigned(1000),
            ]);
        }
    }
    let section =
        Section { name: "trend", title: String::new(), tables: vec![table], notes: vec![] };
    Report { sections: vec![section], ..Report::default() }
}
