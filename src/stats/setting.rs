//! Which settings a statistic looks at, so that one that no statistic looks at can be refused, and
//! help can say whose it is.

use super::{Order, STATISTICS, Statistic};

/// A member of [`Settings`](super::Settings) that not every statistic looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Most rows of a table.
    Limit,
    /// The field that is ranked.
    By,
    /// By what rows are ordered.
    Order,
    /// Width of a bin.
    Interval,
    /// Fields aggregated over time.
    Series,
    /// Layers.
    Levels,
    /// How long flows may rest.
    IdleTimeout,
    /// How long flows may last.
    ActiveTimeout,
    /// Whose names flow records have.
    Schema,
    /// When a certificate expires soon.
    ExpiresWithin,
    /// Whether flows have their features.
    Features,
    /// How many packets of a flow are shown one by one.
    Steps,
    /// Which stream of TCP.
    Stream,
}

impl Setting {
    /// The names of the statistics that look at it, in the order of the table.
    pub fn statistics(self) -> impl Iterator<Item = &'static str> {
        let its = STATISTICS.iter().filter(move |statistic| statistic.takes(self));
        its.map(|statistic| statistic.name)
    }
}

impl Statistic {
    /// Whether the setting changes what it says.
    #[must_use]
    pub fn takes(&self, setting: Setting) -> bool {
        match setting {
            Setting::Order => !self.orders.is_empty(),
            other => self.settings.contains(&other),
        }
    }

    /// Whether its rows can be in this order, as far as they have an order that can be chosen.
    #[must_use]
    pub fn can_be_in(&self, order: Order) -> bool {
        self.orders.is_empty() || self.orders.contains(&order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_some_statistics_and_none_is_all_of_theirs() {
        for setting in [
            Setting::Limit,
            Setting::By,
            Setting::Order,
            Setting::Interval,
            Setting::Series,
            Setting::Levels,
            Setting::IdleTimeout,
            Setting::ActiveTimeout,
            Setting::Schema,
            Setting::ExpiresWithin,
            Setting::Features,
            Setting::Steps,
            Setting::Stream,
        ] {
            let count = setting.statistics().count();
            assert!((1..STATISTICS.len()).contains(&count), "{setting:?}: {count}");
        }
    }

    #[test]
    fn an_order_stands_in_its_own_list() {
        for statistic in STATISTICS {
            assert!(!statistic.settings.contains(&Setting::Order), "{}", statistic.name);
        }
    }
}
