//! Comparison with independent tools on real captures. Takes long and needs tshark, so it runs
//! only with `NETSIFT_ORACLE=1`; what is skipped says so.

#[cfg(test)]
mod applications;
#[cfg(test)]
mod bpf;
#[cfg(test)]
mod capinfos;
#[cfg(test)]
mod capture;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod decode;
#[cfg(test)]
mod detect;
#[cfg(test)]
mod differences;
#[cfg(test)]
mod fields;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod flow_fields;
#[cfg(test)]
mod flows;
#[cfg(test)]
mod hidden;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod series;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod tcp;
#[cfg(test)]
mod tshark;
#[cfg(test)]
mod tshark_statistics;
#[cfg(test)]
mod written;

/// Whether the comparison was asked for; says so if not.
fn asked_for() -> bool {
    let asked = std::env::var_os("NETSIFT_ORACLE").is_some_and(|value| value == "1");
    if !asked {
        skip("set NETSIFT_ORACLE=1");
    }
    asked
}

/// Says loudly that a comparison did not take place.
#[expect(clippy::print_stderr, reason = "a skipped comparison must be seen")]
fn skip(why: &str) {
    eprintln!("SKIPPED: comparison with other tools: {why}");
}
