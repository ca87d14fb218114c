//! Numbers as decimal digits, appended to text that is used again for the next row: a table may
//! have millions of cells, and each of them costs.

/// Appends a whole number.
#[inline]
pub fn push_number(text: &mut String, number: u64) {
    // Most cells of large tables hold one digit.
    if let Some(&digit) = usize::try_from(number).ok().and_then(|number| b"0123456789".get(number))
    {
        return text.push(char::from(digit));
    }
    text.push_str(itoa::Buffer::new().format(number));
}

/// Appends a number below 10 to the power of `WIDTH` (at most 18) with zeros before it, so that it
/// has `WIDTH` digits.
pub fn push_padded<const WIDTH: u32>(text: &mut String, number: u64) {
    let beyond = const { 10_u64.pow(WIDTH) };
    debug_assert!(number < beyond);
    // The one that makes room for the zeros is left out again.
    let mut buffer = itoa::Buffer::new();
    text.push_str(buffer.format(beyond + number).get(1..).unwrap_or_default());
}

/// Appends a whole number with a comma after every third digit.
pub fn push_grouped(text: &mut String, number: u64) {
    push_grouped_text(text, itoa::Buffer::new().format(number));
}

/// Appends a number that is text already, with a comma after every third digit before the point.
pub fn push_grouped_text(text: &mut String, number: &str) {
    let (whole, fraction) = number.find('.').map_or((number, ""), |point| number.split_at(point));
    let (sign, mut digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    text.push_str(sign);
    while digits.len() > 3 {
        // The first group is what the threes leave over.
        let (group, rest) = digits.split_at((digits.len() - 1) % 3 + 1);
        text.push_str(group);
        text.push(',');
        digits = rest;
    }
    text.push_str(digits);
    text.push_str(fraction);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(number: &str) -> String {
        let mut text = String::new();
        push_grouped_text(&mut text, number);
        text
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(grouped("0"), "0");
        assert_eq!(grouped("999"), "999");
        assert_eq!(grouped("1000"), "1,000");
        assert_eq!(grouped("-100"), "-100");
        assert_eq!(grouped("-1234567.8901"), "-1,234,567.8901");
        assert_eq!(grouped("18446744073709551615"), "18,446,744,073,709,551,615");
    }

    #[test]
    fn numbers_are_appended_to_what_is_there() {
        let mut text = "n=".to_owned();
        push_number(&mut text, u64::MAX);
        push_padded::<3>(&mut text, 7);
        push_padded::<9>(&mut text, 999_999_999);
        push_grouped(&mut text, 1000);
        assert_eq!(text, "n=184467440737095516150079999999991,000");
    }
}
