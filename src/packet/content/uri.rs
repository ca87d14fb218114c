//! Addresses of people in headers: perhaps a name, a URI, perhaps parameters (RFC 3261 section 25.1).

/// The addresses of a list between commas, without spaces around.
pub fn list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut is_quoted, mut is_in_brackets) = (false, false);
    let parts = value.split(move |&byte| {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'<' => is_in_brackets = !is_quoted,
            b'>' => is_in_brackets = false,
            _ => {}
        }
        byte == b',' && !is_quoted && !is_in_brackets
    });
    parts.map(<[u8]>::trim_ascii).filter(|part| !part.is_empty() && *part != b"*")
}

/// The URI of an address, and the parameters behind it.
pub fn of(address: &[u8]) -> (&[u8], &[u8]) {
    let mut is_quoted = false;
    let open = address.iter().position(|&byte| {
        is_quoted ^= byte == b'"';
        byte == b'<' && !is_quoted
    });
    // Without brackets, parameters are those of the header (section 20.10).
    let (rest, end) = match open.and_then(|open| address.get(open + 1..)) {
        Some(rest) => (rest, b'>'),
        None => (address, b';'),
    };
    let at = rest.iter().position(|&byte| byte == end).unwrap_or(rest.len());
    let (uri, parameters) = rest.split_at_checked(at).unwrap_or((rest, b""));
    (uri.trim_ascii(), parameters)
}

/// What stands behind the scheme, up to parameters; none of what is no `sip:` or `sips:`.
fn body(uri: &[u8]) -> Option<&[u8]> {
    let colon = uri.iter().position(|&byte| byte == b':')?;
    let (scheme, rest) = uri.split_at_checked(colon)?;
    let is_known = [&b"sip"[..], b"sips"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    rest.get(1..).filter(|_| is_known)
}

/// The URI itself, where there is one.
pub fn whole(uri: &[u8]) -> Option<&[u8]> {
    (!uri.is_empty()).then_some(uri)
}

/// The user of a URI.
pub fn user(uri: &[u8]) -> Option<&[u8]> {
    let body = body(uri)?;
    let at = body.iter().position(|&byte| byte == b'@')?;
    body.get(..at)
}

/// The host of a URI, an IPv6 address with its brackets.
pub fn host(uri: &[u8]) -> Option<&[u8]> {
    let body = body(uri)?;
    let at = body.iter().position(|&byte| byte == b'@').map_or(0, |at| at + 1);
    let rest = body.get(at..)?;
    let mut is_in_brackets = false;
    let end = rest.iter().position(|&byte| {
        match byte {
            b'[' => is_in_brackets = true,
            b']' => is_in_brackets = false,
            _ => {}
        }
        !is_in_brackets && matches!(byte, b':' | b';' | b'?' | b'>')
    });
    rest.get(..end.unwrap_or(rest.len())).filter(|host| !host.is_empty())
}

/// The value of a parameter.
pub fn parameter<'a>(parameters: &'a [u8], name: &str) -> Option<&'a [u8]> {
    parameters.split(|&byte| byte == b';').find_map(|parameter| {
        let equals = parameter.iter().position(|&byte| byte == b'=')?;
        let (found, value) = parameter.split_at_checked(equals)?;
        let is_named = found.trim_ascii().eq_ignore_ascii_case(name.as_bytes());
        value.get(1..).filter(|_| is_named).map(<[u8]>::trim_ascii)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_stands_in_brackets_or_before_parameters() {
        assert_eq!(of(b"\"<x>\" <sip:a@b;c>;tag=1"), (&b"sip:a@b;c"[..], &b">;tag=1"[..]));
        assert_eq!(of(b"sip:a@b;tag=1"), (&b"sip:a@b"[..], &b";tag=1"[..]));
        assert_eq!(of(b""), (&b""[..], &b""[..]));
    }

    #[test]
    fn user_and_host_are_those_of_sip() {
        assert_eq!(user(b"sip:a@b:1"), Some(&b"a"[..]));
        assert_eq!(user(b"sip:b"), None);
        assert_eq!(host(b"sips:b:1;x"), Some(&b"b"[..]));
        assert_eq!(host(b"sip:a@[::1]:5"), Some(&b"[::1]"[..]));
        assert_eq!(host(b"tel:+1"), None);
    }

    #[test]
    fn a_list_is_cut_at_commas_outside_quotes_and_brackets() {
        let found: Vec<_> = list(b"\"a,b\" <sip:c,d>, sip:e,*").collect();
        assert_eq!(found, [&b"\"a,b\" <sip:c,d>"[..], b"sip:e"]);
    }

    #[test]
    fn parameters_are_found_by_name() {
        assert_eq!(parameter(b">;x;TAG = 1;tag=2", "tag"), Some(&b"1"[..]));
        assert_eq!(parameter(b">", "tag"), None);
    }
}
