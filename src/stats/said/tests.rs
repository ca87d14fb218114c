use super::*;
use crate::stats::testing::{any_split_says_the_same, column, datagram, numbers, section, segment};
use crate::stats::{Make, STATISTICS};

#[test]
fn every_field_that_is_asked_for_is_one_of_its_messages() {
    for statistic in STATISTICS {
        let Make::Messages(said) = statistic.make else { continue };
        for asked in said.asked {
            let mut fields = said.protocol.get().fields.iter();
            let field = fields.find(|field| field.name == asked.field).expect(asked.field);
            assert!(matches!(field.read, Read::Message(_)), "{}", asked.field);
            let is_named = matches!(asked.shown, Shown::Named(_));
            assert!(!is_named || field.kind.is_numeric(), "{}", asked.field);
        }
    }
}

#[test]
fn commands_count_in_capitals_and_codes_as_they_are() {
    let (client, server) = ((1, 50000), (2, 25));
    let frames = [
        segment(0, server, client, (1, 1), b"220 mail.example.com ESMTP\r\n"),
        segment(1, client, server, (1, 29), b"EHLO a\r\nehlo b\r\n"),
    ];
    let found = section(&smtp::STATISTIC, &Settings::default(), &frames);
    assert_eq!(column(&found, "commands", "command"), ["EHLO".into()]);
    assert_eq!(numbers(&found, "commands", "messages"), [2]);
    assert_eq!(column(&found, "parameters", "parameter"), ["a".into(), "b".into()]);
    assert_eq!(column(&found, "codes", "code"), ["220".into()]);
    assert_eq!(numbers(&found, "smtp", "messages"), [3]);
    assert_eq!(numbers(&found, "smtp", "bytes"), [28 + 16]);
}

#[test]
fn numbers_have_names_and_lists_are_taken_apart() {
    // NTP version 4 from a client, with all else zero.
    let mut request = [0; 48];
    request[0] = 0x23;
    let frames = [datagram(0, (1, 50000), (2, 123), &request)];
    let found = section(&ntp::STATISTIC, &Settings::default(), &frames);
    assert_eq!(column(&found, "modes", "mode"), ["client".into()]);
    assert_eq!(column(&found, "versions", "version"), ["4".into()]);
    let mut words = Vec::new();
    Shown::Words.each(&"a,b".into(), &mut |word| words.push(word.to_owned()));
    assert_eq!(words, ["a", "b"]);
}

#[test]
fn any_split_of_the_packets_says_the_same() {
    any_split_says_the_same(&ntp::STATISTIC, &Settings::default());
}
