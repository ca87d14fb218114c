//! Which flags TCP segments had: a bar for each, the originators' beside the responders'.

use super::{Asked, Chart};
use crate::plot::figure::{Bar, Marks, Panel};
use crate::plot::reading::{each, number, table};
use crate::report::{Column, Report};
use crate::value::{Kind, Unit};

/// Flags of TCP.
pub static CHART: Chart = Chart {
    name: "flags",
    about: "flags of TCP: packets of those who began and of those who answered",
    statistics: &["flows"],
    columns: 2,
    panels,
};

/// The flags, in the order of their bits (RFC 9293, section 3.1).
const FLAGS: [&str; 6] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

fn panels(report: &Report, _: &Asked) -> Vec<Panel> {
    let panel = |name, title: &str, columns: [&str; 6]| {
        let mut sums = [0.0; 6];
        if let Some(table) = table(report, "flows", "flows") {
            each(table, columns, |cells| {
                for (sum, cell) in sums.iter_mut().zip(cells) {
                    *sum += number(cell);
                }
            });
        }
        let bar = |(label, value): (&str, f64)| Bar { label: label.to_owned(), depth: 0, value };
        let mut bars: Vec<Bar> = FLAGS.into_iter().zip(sums).map(bar).collect();
        if bars.iter().all(|bar| bar.value <= 0.0) {
            bars.clear();
        }
        let about = "packets with the flag; of FIN, SYN, RST and URG 65535 a flow at most";
        let values = Column::new("packets", Kind::Float, Unit::Packets, about);
        let (title, note) = (title.to_owned(), String::new());
        Panel { name, title, values, marks: Marks::Bars(bars), note }
    };
    vec![
        panel(
            "originators",
            "Packets of originators with the flag",
            ["orig_fin", "orig_syn", "orig_rst", "orig_psh", "orig_ack", "orig_urg"],
        ),
        panel(
            "responders",
            "Packets of responders with the flag",
            ["resp_fin", "resp_syn", "resp_rst", "resp_psh", "resp_ack", "resp_urg"],
        ),
    ]
}
