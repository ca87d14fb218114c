//! What the features of flows are: the columns of `flows --features`, and what detectors see.
//! Needs no packets.

use super::{Make, Statistic};
use crate::engine::{Fold, Needs, Partition};
use crate::flow::features::FEATURES;
use crate::packet::Packet;
use crate::report::{Column, Ledger, Section, Table};

/// The list of features.
pub static STATISTIC: Statistic = Statistic {
    name: "features",
    about: "what the features of flows are: scale, unit, formula",
    on_first_screen: false,
    settings: &[],
    orders: &[],
    make: Make::Analyser(|_| Box::new(Features)),
};

struct Features;

impl Fold for Features {
    fn needs(&self) -> Needs {
        Needs::Ledger
    }

    fn packet(&mut self, _: &Packet<'_>, _: Partition) {}

    fn absorb(&mut self, _: Self) {}

    fn section(self: Box<Self>, _: &Ledger) -> Section {
        let columns = vec![
            Column::text("feature", "its name, and the column's"),
            Column::text("group", "what it is about"),
            Column::text("scale", "how the quantity x becomes the feature"),
            Column::text("unit", "what x counts, empty for a pure number"),
            Column::text("meaning", "what x is, and where there is nothing to measure"),
        ];
        let mut table = Table::new(STATISTIC.name, "Features of flows", columns);
        for feature in FEATURES {
            table.push(vec![
                feature.name.into(),
                feature.group.name().into(),
                feature.scale.formula().into(),
                feature.unit.name().into(),
                feature.meaning.into(),
            ]);
        }
        Section::of(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Settings;
    use crate::stats::testing::column;

    #[test]
    fn every_feature_is_listed_with_its_formula() {
        let analyser = STATISTIC.analyser(&Settings::default());
        let section = analyser.sections(&Ledger::default()).remove(0);
        assert_eq!(column(&section, "features", "feature").len(), 58);
        let scales = column(&section, "features", "scale");
        assert_eq!(
            (&scales[0], &scales[10]),
            (&"ln(1 + x)".into(), &"log10(x + 0.0001) + 4".into())
        );
    }
}
