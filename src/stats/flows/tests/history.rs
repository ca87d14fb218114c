//! Which letters a history has, and how often.

use super::*;

#[test]
fn repeated_syn_answer_fin_and_rst_are_noted_only_with_another_number() {
    let again = [('c', SYN, 100, 0, 0), ('c', SYN, 100, 0, 0)];
    is(&again, "S0", "S");
    let other_answer = [OPEN[0], OPEN[1], OPEN[1], ('s', SYN_ACK, 600, 101, 0)];
    is(&other_answer, "S1", "Shh");
    let fins =
        [('c', FIN_ACK, 101, 501, 0), ('c', FIN_ACK, 101, 501, 0), ('c', FIN_ACK, 101, 501, 3)];
    is(&opened_then(&fins), "S2", "ShAFF");
    let resets = [('s', RST, 501, 0, 0), ('s', RST, 501, 0, 0), ('s', RST, 511, 0, 0)];
    is(&opened_then(&resets), "RSTR", "ShArr");
}

#[test]
fn data_and_acks_are_noted_once_a_side() {
    let steps = opened_then(&[
        ('c', ACK, 101, 501, 10),
        ('c', ACK, 111, 501, 10),
        ('s', ACK, 501, 121, 0),
        ('s', ACK, 501, 121, 10),
        ('c', ACK, 121, 511, 0),
    ]);
    is(&steps, "S1", "ShADad");
}

#[test]
fn odd_flags_are_noted_once_a_side() {
    is(&[('c', FIN | RST, 1, 0, 0), ('c', FIN | RST, 1, 0, 0)], "RSTOS0", "I");
    is(&[('c', SYN | FIN, 1, 0, 0), ('c', SYN | FIN, 1, 0, 0)], "SH", "Q");
    is(&[('c', SYN | RST, 1, 0, 0)], "RSTOS0", "Q");
}

#[test]
fn retransmissions_are_noted_by_powers_of_ten() {
    let again = |times: usize| {
        let mut steps = opened_then(&[('c', ACK, 101, 501, 10)]);
        steps.extend(vec![('c', ACK, 101, 501, 10); times]);
        outcome(&steps).1
    };
    assert_eq!(again(1), "ShADT");
    assert_eq!(again(9), "ShADT");
    assert_eq!(again(10), "ShADTT");
    assert_eq!(again(100), "ShADTTT");
}

#[test]
fn zero_windows_are_noted_by_powers_of_ten() {
    let stalls = |times: i64| {
        let mut all = frames(&OPEN);
        all.extend((0..times).map(|turn| windowed(100 + turn, ('s', ACK, 501, 101, 0), 0)));
        texts(&found(&all), "history").remove(0)
    };
    assert_eq!(stalls(1), "ShAaw");
    assert_eq!(stalls(10), "ShAaww");
}

#[test]
fn a_zero_window_in_a_rst_or_after_the_other_end_closed_is_not_noted() {
    let mut all = frames(&opened_then(&[('c', FIN_ACK, 101, 501, 0)]));
    all.push(windowed(100, ('s', ACK, 501, 102, 0), 0));
    all.push(windowed(110, ('s', RST, 501, 0, 0), 0));
    assert_eq!(texts(&found(&all), "history"), ["ShAFar"]);
}

#[test]
fn bytes_that_were_acknowledged_and_not_captured_are_a_gap() {
    let steps = opened_then(&[
        ('c', ACK, 101, 501, 10),
        ('s', ACK, 501, 141, 0), // 111..141 were never captured
        ('c', ACK, 141, 501, 10),
        ('s', ACK, 501, 151, 0),
    ]);
    // The letter of the gap is that of the end whose bytes are missing.
    is(&steps, "S1", "ShADaG");
    let section = found(&frames(&steps));
    assert_eq!(counts(&section, "missed_bytes"), [30]);
    assert_eq!(counts(&section, "orig_bytes"), [50]);
    assert_eq!(counts(&section, "orig_payload_bytes"), [20]);
}

#[test]
fn gaps_are_noted_by_powers_of_ten_and_not_of_flows_joined_midway() {
    let gaps = |before: &[Step], times: u32| {
        let mut steps = before.to_vec();
        steps.extend((0..times).flat_map(|turn| {
            let start = 101 + turn * 20;
            [('c', ACK, start, 501, 10), ('s', ACK, 501, start + 20, 0)]
        }));
        outcome(&steps).1
    };
    assert_eq!(gaps(&OPEN, 9), "ShADaG");
    assert_eq!(gaps(&OPEN, 10), "ShADaGG");
    assert_eq!(gaps(&[], 10), "Da");
}

#[test]
fn bad_checksums_are_noted_by_powers_of_ten_for_datagrams_too() {
    let mut bad = segment(0, ('c', ACK, 101, 501, 4));
    *bad.bytes.last_mut().unwrap() ^= 1;
    let of = |times: usize| texts(&found(&vec![bad.clone(); times]), "history").remove(0);
    assert_eq!(of(1), "CD");
    assert_eq!(of(9), "CDT");
    assert_eq!(of(10), "CDTC");
    let mut datagram = udp(0, (1, 2000), (2, 53), 4);
    datagram.bytes[40..42].copy_from_slice(&[0x12, 0x34]);
    let section = found(&[datagram]);
    assert_eq!(texts(&section, "history"), ["CD"]);
    assert_eq!(counts(&section, "orig_bad_checksums"), [1]);
}

#[test]
fn what_the_responder_does_is_noted_in_lower_case() {
    is(&opened_then(&[('s', FIN | RST, 501, 0, 0)]), "RSTR", "ShAi");
    is(&opened_then(&[('s', SYN_ACK | FIN, 501, 101, 0)]), "S3", "ShAq");
    is(&opened_then(&[('s', ACK, 501, 101, 10); 2]), "S1", "ShAdt");
    let gap = [('s', ACK, 501, 101, 10), ('c', ACK, 101, 541, 0)];
    is(&opened_then(&gap), "S1", "ShAdg");
    let mut bad = segment(0, ('s', ACK, 501, 101, 4));
    *bad.bytes.last_mut().unwrap() ^= 1;
    assert_eq!(texts(&found(&[bad]), "history"), ["^cd"]);
}
