//! Several charts in one picture.

use super::{Asked, Chart};
use crate::plot::figure::Panel;
use crate::report::Report;

/// The overview.
pub static CHART: Chart = Chart {
    name: "dashboard",
    about: "several charts in one picture: over time, protocols, hosts, lengths",
    statistics: &["timeline", "protocols", "top", "lengths"],
    columns: 2,
    panels,
};

/// In the order of the statistics, each chart's panels.
fn panels(report: &Report, asked: &Asked) -> Vec<Panel> {
    let charts = CHART.statistics.iter().filter_map(|name| Chart::by_name(name));
    charts.flat_map(|chart| (chart.panels)(report, asked)).collect()
}
