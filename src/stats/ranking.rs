//! Ranking: which rows come first, and how many of them are shown.
//!
//! Every order is total: equal measures are ordered by key, ascending. So the same packets give
//! the same rows in the same places.

use std::cmp::Reverse;

use super::Order;
use crate::report::{Row, Rows, Table};
use crate::value::{Timestamp, Value};

/// By what an item may be ranked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measures {
    /// Packets, both ways.
    pub packets: u64,
    /// Bytes on the wire, both ways.
    pub bytes: u64,
    /// First seen.
    pub first: Timestamp,
    /// Nanoseconds between first and last seen.
    pub duration_ns: i64,
}

/// Sorts items that are sorted by key already: the sort is stable, so keys break ties. Measures
/// lie far apart in memory, so each is looked up once.
pub fn rank<T>(items: &mut [T], order: Order, measures: impl Fn(&T) -> Measures) {
    match order {
        Order::Packets => items.sort_by_cached_key(|item| Reverse(measures(item).packets)),
        Order::Bytes => items.sort_by_cached_key(|item| Reverse(measures(item).bytes)),
        Order::First => items.sort_by_cached_key(|item| measures(item).first),
        Order::Duration => items.sort_by_cached_key(|item| Reverse(measures(item).duration_ns)),
        Order::Key => {}
    }
}

/// Fills a table with the first `limit` of the ranked items; none or 0 is all of them.
pub fn fill<T: Send + Sync + 'static>(
    table: &mut Table,
    mut items: Vec<T>,
    limit: Option<usize>,
    row: impl Fn(&T) -> Row + Send + Sync + 'static,
) {
    table.rows_total = items.len() as u64;
    if let Some(limit) = limit.filter(|&limit| limit > 0) {
        items.truncate(limit);
    }
    items.shrink_to_fit();
    table.rows = Rows::made(items, row);
}

/// `count` things in `duration_ns` as a rate a second; `Null` over zero seconds.
#[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 53 bits")]
pub fn per_second(count: u64, duration_ns: i64) -> Value<'static> {
    Value::ratio(count as f64 * 1e9, duration_ns as f64)
}

/// `part` of `whole` in percent; `Null` of nothing.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more than 53 bits")]
pub fn percent(part: u64, whole: u64) -> Value<'static> {
    Value::ratio(part as f64 * 100.0, whole as f64)
}

/// The mean of `count` things that sum up to `sum`; `Null` of none.
#[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 53 bits")]
pub fn mean(sum: u64, count: u64) -> Value<'static> {
    Value::ratio(sum as f64, count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(item: &(u64, char)) -> Measures {
        Measures { packets: item.0, bytes: 0, first: Timestamp(0), duration_ns: 0 }
    }

    #[test]
    fn equal_measures_keep_the_order_of_keys() {
        let mut items = [(1, 'a'), (2, 'b'), (1, 'c'), (2, 'd')];
        rank(&mut items, Order::Packets, measures);
        assert_eq!(items, [(2, 'b'), (2, 'd'), (1, 'a'), (1, 'c')]);
    }

    #[test]
    fn a_limit_cuts_rows_and_says_how_many_there_were() {
        let mut table = Table::new("t", "", vec![]);
        fill(&mut table, vec![1, 2, 3], Some(2), |_| vec![]);
        assert_eq!((table.rows.len(), table.rows_total), (2, 3));
    }

    #[test]
    fn a_limit_of_zero_is_no_limit() {
        let mut table = Table::new("t", "", vec![]);
        fill(&mut table, vec![1, 2, 3], Some(0), |_| vec![]);
        assert_eq!(table.rows.len(), 3);
    }

    #[test]
    fn a_rate_over_zero_seconds_is_null() {
        assert_eq!(per_second(5, 0), Value::Null);
        assert_eq!(per_second(5, 500_000_000), Value::Float(10.0));
    }
}
