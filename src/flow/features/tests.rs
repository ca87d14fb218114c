//! The table as a whole; what each feature comes to is tested where flows are made of packets.

use std::collections::BTreeSet;

use super::*;

#[test]
fn there_are_58_features_with_names_of_their_own() {
    let names: BTreeSet<&str> = FEATURES.iter().map(|feature| feature.name).collect();
    assert_eq!((FEATURES.len(), names.len()), (58, 58));
    assert!(FEATURES.iter().all(|feature| !feature.meaning.is_empty()));
}

#[test]
fn names_say_how_they_are_scaled() {
    for feature in FEATURES {
        let expected = match feature.scale {
            Scale::Log => "_log",
            Scale::Time => "_log10",
            Scale::Plain => "",
        };
        assert!(feature.name.ends_with(expected), "{}", feature.name);
        let is_plain = !feature.name.ends_with("_log") && !feature.name.ends_with("_log10");
        assert_eq!(is_plain, feature.scale == Scale::Plain, "{}", feature.name);
    }
    assert_eq!(Feature::by_name("lowest_ttl").map(|feature| feature.group), Some(Group::Shape));
}
