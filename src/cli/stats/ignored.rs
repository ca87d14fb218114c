//! Options that no statistic which is asked for looks at: refused, since they would change nothing.

use anyhow::{Result, bail};
use clap::Command;

use crate::stats::{Order, Request, Setting};

/// The options that are of some statistics only: the name, and what it sets.
const OPTIONS: [(&str, Setting); 13] = [
    ("limit", Setting::Limit),
    ("by", Setting::By),
    ("order", Setting::Order),
    ("interval", Setting::Interval),
    ("series", Setting::Series),
    ("level", Setting::Levels),
    ("idle_timeout", Setting::IdleTimeout),
    ("active_timeout", Setting::ActiveTimeout),
    ("schema", Setting::Schema),
    ("expires_within", Setting::ExpiresWithin),
    ("features", Setting::Features),
    ("splt", Setting::Steps),
    ("stream", Setting::Stream),
];

/// Whose each of these options is, said before its help.
pub fn say_whose(stats: Command) -> Command {
    stats.mut_args(|option| {
        let Some((_, setting)) = OPTIONS.iter().find(|(name, _)| option.get_id() == name) else {
            return option;
        };
        let whose = setting.statistics().collect::<Vec<_>>().join(", ");
        let about = option.get_help().map(ToString::to_string).unwrap_or_default();
        option.help(format!("{whose}: {about}"))
    })
}

/// Refuses what would change nothing.
///
/// # Errors
/// When one of the settings that were given is looked at by none of the statistics, or when one
/// of them has not the order that is asked for.
pub fn refuse_what_is_ignored(
    given: &[Setting],
    order: Option<Order>,
    requests: &[Request],
) -> Result<()> {
    for setting in given {
        if !requests.iter().any(|request| request.statistic.takes(*setting)) {
            let option = OPTIONS.iter().find(|(_, its)| its == setting);
            let name = option.map_or("", |(name, _)| name).replace('_', "-");
            let whose: Vec<String> =
                setting.statistics().map(|statistic| format!("`{statistic}`")).collect();
            bail!("--{name} changes nothing here; it is for {}", whose.join(", "));
        }
    }
    let Some(order) = order else { return Ok(()) };
    for statistic in requests.iter().map(|request| request.statistic) {
        if !statistic.can_be_in(order) {
            let (name, wanted) = (statistic.name, order.name());
            let orders: Vec<&str> = statistic.orders.iter().map(|order| order.name()).collect();
            bail!("--order: `{name}` has no order `{wanted}`; it has {}", orders.join(", "));
        }
    }
    Ok(())
}
