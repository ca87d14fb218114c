mod made;

use made::{host, moment, over_time, report};

use super::*;
use crate::plot::{Look, Marks, Theme, png, preview, svg, vega_lite};
use crate::report::{Column, Section, Table};
use crate::value::{Kind, Timestamp, Value};
use std::path::PathBuf;

const ASKED: Asked = Asked {
    measure: Measure::Packets,
    limit: 20,
    features: ["duration_log10", "orig_payload_log"],
    is_interval_chosen: false,
};
/// Text that would act in a browser or on a terminal if anybody obeyed it.
const HOSTILE: &str =
    "</text><script>alert(1)</script>\u{1b}]0;x\u{7}\u{202e}\" onload='x' &#0;\u{ffff}";

fn look(theme: Theme) -> Look {
    Look { width: 640, height: 360, dpi: 96, theme, is_log: false }
}

fn every_number(figure: &Figure) -> usize {
    figure.section().tables.iter().map(|table| table.rows.len()).sum()
}

#[test]
fn names_are_unique_and_every_statistic_is_there() {
    for (place, chart) in CHARTS.iter().enumerate() {
        assert!(CHARTS.iter().skip(place + 1).all(|other| other.name != chart.name));
        assert!(!chart.about.is_empty() && !chart.statistics.is_empty());
    }
}

#[test]
fn every_chart_draws_none_one_and_many_in_every_theme() {
    for chart in CHARTS {
        for rows in [0, 1, 3000] {
            let figure = chart.figure(&report(rows, host), &ASKED, None);
            assert_eq!(every_number(&figure) > 0, rows > 0, "{} {rows}", chart.name);
            for theme in Theme::ALL {
                for is_log in [false, true] {
                    let look = Look { is_log, ..look(theme) };
                    let text = String::from_utf8(svg(&figure, &look).unwrap()).unwrap();
                    assert!(text.starts_with("<svg") && text.len() < 200_000, "{}", chart.name);
                    assert_eq!(text.contains("nothing to show"), rows == 0, "{}", chart.name);
                }
            }
            assert_eq!(preview(&figure, 80, false).contains("nothing to show"), rows == 0);
        }
    }
}

#[test]
fn thousands_are_told_apart() {
    let numbers = [0, 999, 1000, 12_345, 10_000_000].map(grouped);
    assert_eq!(numbers, ["0", "999", "1,000", "12,345", "10,000,000"]);
}

#[test]
fn joined_bins_keep_every_packet() {
    let figure = timeline::CHART.figure(&report(3000, host), &ASKED, None);
    let Marks::Spans { spans, .. } = &figure.panels[0].marks else { panic!("no spans") };
    assert!((100..=240).contains(&spans.len()), "{}", spans.len());
    let seconds = |ns: i64| f64::from(i32::try_from(ns / 1_000_000_000).unwrap());
    let packets: f64 =
        spans.iter().map(|span| span.value * seconds(span.to_ns - span.from_ns)).sum();
    assert!((packets - 3000.0 * 3001.0 / 2.0).abs() < 1e-3, "{packets}");
}

#[test]
fn an_hour_of_a_day_holds_what_began_in_it() {
    // 2023-11-14T22:13:20Z: 2800 seconds before 23 o'clock, and 6400 before midnight.
    let figure = heatmap::CHART.figure(&report(3000, host), &ASKED, None);
    let Marks::Cells { rows, cells, .. } = &figure.panels[0].marks else { panic!("no cells") };
    assert_eq!(rows, &["2023-11-14"]);
    let places: Vec<(usize, usize)> = cells.iter().map(|cell| (cell.row, cell.column)).collect();
    assert_eq!(places, [(0, 22), (0, 23)]);
    let sum = |from: u32, to: u32| f64::from((from..to).map(|at| 3000 - at).sum::<u32>());
    let values: Vec<f64> = cells.iter().map(|cell| cell.value).collect();
    assert_eq!(values, [sum(0, 2800), sum(2800, 3000)]);
}

#[test]
fn values_over_time_stand_upon_one_another_and_none_is_lost() {
    let figure = timeline::CHART.figure(&over_time(3000, host), &ASKED, None);
    let Marks::Stack { layers, .. } = &figure.panels[0].marks else { panic!("no layers") };
    let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["192.0.2.0", "192.0.2.1", "192.0.2.2", "all others"]);
    let seconds = |ns: i64| f64::from(i32::try_from(ns / 1_000_000_000).unwrap());
    let packets = |layer: &crate::plot::Layer| {
        let spans = layer.spans.iter();
        spans.map(|span| span.value * seconds(span.to_ns - span.from_ns)).sum::<f64>()
    };
    // Every second ten packets, every other one twenty, and so on.
    for layer in layers {
        assert!((packets(layer) - 30_000.0).abs() < 1e-3, "{}", layer.name);
        assert!(layer.spans.len() <= 240);
    }
    let figure = heatmap::CHART.figure(&over_time(3000, host), &ASKED, None);
    let Marks::Cells { rows, columns, cells } = &figure.panels[0].marks else { panic!() };
    assert_eq!((rows.len(), columns.len()), (4, 48));
    assert_eq!(columns[0], "22:13:20");
    assert!((cells.iter().map(|cell| cell.value).sum::<f64>() - 120_000.0).abs() < 1e-3);
}

#[test]
fn a_stream_has_its_segments_at_their_ends_and_the_other_side_acknowledges() {
    // Segments 0, 2, 4 … are of stream 0; of those every third comes from the server.
    let figure = tcp_stream::CHART.figure(&report(9, host), &ASKED, None);
    assert_eq!(figure.panels[0].title, "192.0.2.1:1 to 192.0.2.2:2, stream 0");
    let points = |panel: usize, track: usize| {
        let Marks::Tracks { tracks, .. } = &figure.panels[panel].marks else { panic!() };
        let points = tracks[track].points.iter();
        points.map(|(ns, value)| (ns / 1_000_000_000, *value)).collect::<Vec<_>>()
    };
    assert_eq!(points(0, 0), [(0, 100.0), (4, 500.0), (6, 700.0)]);
    assert_eq!(points(0, 1), [(2, 100.0), (8, 400.0)]);
    assert_eq!(points(1, 0), [(2, 300.0), (8, 900.0)]);
    assert_eq!(points(1, 1), [(4, 200.0), (6, 300.0)]);
}

#[test]
fn flows_lie_at_their_features_and_those_of_findings_are_marked() {
    let figure = anomalies::CHART.figure(&report(9, host), &ASKED, None);
    let panel = figure.panels.iter().find(|panel| panel.name == "features").unwrap();
    let Marks::Scatter { across, clouds } = &panel.marks else { panic!("no plane") };
    assert_eq!((across.name, panel.values.name), ("duration_log10", "orig_payload_log"));
    let point = |at: u32| (f64::from(at * 13 % 97) / 7.0, f64::from(at * 29 % 97) / 7.0);
    let all = |chosen: fn(u32) -> bool| (0..9).filter(|at| chosen(*at)).map(point).collect();
    let expected: [Vec<(f64, f64)>; 2] =
        [all(|at| !at.is_multiple_of(3)), all(|at| at.is_multiple_of(3))];
    assert_eq!(clouds.iter().map(|cloud| cloud.points.clone()).collect::<Vec<_>>(), expected);
    let asked = Asked { features: ["id.resp_p", "duration_log10"], ..ASKED };
    let figure = anomalies::CHART.figure(&report(2, host), &asked, None);
    let table = &figure.section().tables[1];
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    assert_eq!(names, ["kind", "id.resp_p", "duration_log10"]);
    assert_eq!(table.rows.get(0).unwrap()[1..], [1.0, 13.0 / 7.0].map(Value::Float));
}

#[test]
fn a_finding_names_flows_by_ends_port_and_time_together() {
    let text = |name| Column::text(name, "");
    let number = |name| Column::new(name, Kind::Float, Unit::None, "");
    let at = |second: i64| Value::Time(Timestamp(second * 1_000_000_000));
    let mut flows = Table::new(
        "flows",
        "",
        vec![
            moment("ts"),
            Column::new("total_duration", Kind::Duration, Unit::Seconds, ""),
            text("id.orig_h"),
            text("id.resp_h"),
            Column::count("id.resp_p", ""),
            number("duration_log10"),
            number("orig_payload_log"),
        ],
    );
    let mut flow = |second, lasts: i64, from: &'static str, to: &'static str, port: u64, x| {
        flows.push(vec![
            at(second),
            Value::Duration(lasts * 1_000_000_000),
            from.into(),
            to.into(),
            Value::Unsigned(port),
            Value::Float(x),
            Value::Float(0.0),
        ]);
    };
    flow(10, 5, "a", "b", 22, 1.0); // is meant
    flow(10, 5, "a", "b", 23, 2.0); // another port
    flow(10, 5, "b", "a", 22, 3.0); // the other way round
    flow(0, 9, "a", "b", 22, 4.0); // over before
    flow(21, 5, "a", "b", 22, 5.0); // begins afterwards
    flow(0, 10, "a", "b", 22, 6.0); // touches the beginning
    flow(10, 5, "a", "c", 22, f64::NAN); // has no such feature
    let columns = [text("src_ip"), text("dest_ip"), Column::count("dest_port", "")];
    let columns = [&columns[..], &[moment("first_seen"), moment("last_seen")]].concat();
    let mut findings = Table::new("findings", "", columns);
    findings.push(vec!["a".into(), "b".into(), Value::Unsigned(22), at(10), at(20)]);
    let section =
        |name, table| Section { name, title: String::new(), tables: vec![table], notes: vec![] };
    let sections = vec![section("flows", flows), section("detect", findings)];
    let report = Report { sections, ..Report::default() };
    let panel = scatter::panel(&report, &ASKED);
    let Marks::Scatter { clouds, .. } = panel.marks else { panic!("no plane") };
    let xs = |at: usize| clouds[at].points.iter().map(|point| point.0).collect::<Vec<_>>();
    assert_eq!((xs(0), xs(1)), (vec![2.0, 3.0, 4.0, 5.0], vec![1.0, 6.0]));
}

#[test]
fn percentiles_are_those_of_the_nearest_rank() {
    // Round trips of 1, 2, … 200 ms, a second apart: one or two in each bin.
    let figure = rtt::CHART.figure(&report(200, host), &ASKED, None);
    let Marks::Distribution(points) = &figure.panels[2].marks else { panic!("no distribution") };
    assert_eq!(points.len(), 200);
    assert_eq!(points[99], (0.1, 50.0));
    assert_eq!(points.last(), Some(&(0.2, 100.0)));
}

#[test]
fn nothing_from_a_packet_acts_in_a_picture_or_on_a_terminal() {
    let report = report(3, |at| format!("{HOSTILE}{at}"));
    let trend = over_time(3, |at| format!("{HOSTILE}{at}"));
    let hostile = [&timeline::CHART, &heatmap::CHART].map(|chart| (chart, &trend));
    for (chart, report) in CHARTS.iter().map(|&chart| (chart, &report)).chain(hostile) {
        let figure = chart.figure(report, &ASKED, Some(HOSTILE.to_owned()));
        let drawn = String::from_utf8(svg(&figure, &look(Theme::default())).unwrap()).unwrap();
        for text in [&drawn, &preview(&figure, 100, false), &vega_lite(&figure)] {
            assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{ffff}']), "{text}");
        }
        assert!(!drawn.contains("<script") && !drawn.contains("\" onload"), "{drawn}");
        let opened = drawn.matches("<text ").count();
        assert_eq!(opened, drawn.matches("</text>").count());
    }
}

#[test]
fn numbers_of_a_specification_are_those_of_the_figure() {
    for chart in CHARTS {
        let figure = chart.figure(&report(7, host), &ASKED, None);
        let read: serde_json::Value = serde_json::from_str(&vega_lite(&figure)).unwrap();
        let panels = read["concat"].as_array().unwrap();
        let rows: usize =
            panels.iter().map(|it| it["data"]["values"].as_array().unwrap().len()).sum();
        assert_eq!(rows, every_number(&figure), "{}", chart.name);
    }
}

/// Pictures that were looked at; `NETSIFT_BLESS=1` rewrites them.
#[test]
fn pictures_are_what_they_were_on_every_machine() {
    use sha2::{Digest, Sha256};
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/plot");
    let held = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        if std::env::var_os("NETSIFT_BLESS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, bytes).unwrap();
        }
        let same = std::fs::read(&path).is_ok_and(|there| there == bytes);
        assert!(same, "{name} is another picture than the one that was looked at");
    };
    let mut pixels = Vec::new();
    let (plain, trend) = (report(5, host), over_time(5, host));
    let all = CHARTS.iter().map(|&chart| (chart, chart.name, &plain));
    let by_value =
        [(&timeline::CHART, "timeline-by", &trend), (&heatmap::CHART, "heatmap-by", &trend)];
    for (chart, name, report) in all.chain(by_value) {
        let figure = chart.figure(report, &ASKED, None);
        held(&format!("{name}.svg"), &svg(&figure, &look(Theme::default())).unwrap());
        let hash = Sha256::digest(png(&figure, &look(Theme::default())).unwrap());
        let hash: Vec<String> = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        pixels.push([&hash.concat(), "  ", name, ".png\n"].concat());
    }
    held("SHA256SUMS", pixels.concat().as_bytes());
}
