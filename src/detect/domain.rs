//! Names of hosts as detection looks at them: which domain somebody registered, what is in front
//! of it, how random it looks.

/// Second labels under which names are registered below a country's (of most countries that have
/// them; a whole list of public suffixes would be a thousand times longer).
const SECOND_LEVEL: [&str; 12] =
    ["ac", "co", "com", "edu", "gob", "gov", "ne", "net", "nom", "or", "org", "gen"];

/// The registered domain of a name, and what is in front of it: `a.b.example.co.uk` is
/// `example.co.uk` and `a.b`. `None` for names of one label, and for those that addresses and
/// services have by themselves (RFC 3596, RFC 6763).
#[must_use]
pub fn registered(name: &str) -> Option<(&str, &str)> {
    let name = name.trim_end_matches('.');
    let mut cuts = name.rmatch_indices('.').map(|(at, _)| at);
    let top = cuts.next()?;
    if matches!(name.get(top..), Some(".arpa" | ".local")) {
        return None;
    }
    let second = cuts.next();
    let label = name.get(second.map_or(0, |at| at + 1)..top)?;
    let is_country = name.len() - top == 3;
    let cut = if is_country && SECOND_LEVEL.contains(&label) { cuts.next() } else { second };
    Some(match cut {
        Some(at) => (name.get(at + 1..)?, name.get(..at)?),
        None => (name, ""),
    })
}

/// Shannon's entropy of the characters of a text, in bits a character; 0 for an empty one.
#[must_use]
pub fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total: u32 = counts.iter().sum();
    let share = |&count: &u32| f64::from(count) / f64::from(total.max(1));
    let sum: f64 = counts.iter().filter(|&&count| count > 0).map(share).map(|p| p * p.log2()).sum();
    // Not minus zero.
    (-sum).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_registered_is_told_from_what_is_in_front() {
        for (name, expected) in [
            ("www.example.com", Some(("example.com", "www"))),
            ("a.b.example.co.uk.", Some(("example.co.uk", "a.b"))),
            ("example.com", Some(("example.com", ""))),
            ("co.uk", Some(("co.uk", ""))),
            ("com.example.de", Some(("example.de", "com"))),
            ("localhost", None),
            ("1.0.0.127.in-addr.arpa", None),
            ("_http._tcp.local", None),
        ] {
            assert_eq!(registered(name), expected, "{name}");
        }
    }

    #[test]
    fn entropy_is_that_of_the_textbook() {
        assert!((entropy("abcd") - 2.0).abs() < 1e-12);
        assert!((entropy("aab") - 0.918_295_834_054_489_6).abs() < 1e-12);
        assert!(entropy("aaaa").abs() < 1e-12 && entropy("").abs() < 1e-12);
    }
}
