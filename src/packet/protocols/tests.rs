//! What holds for the whole table.

use super::*;
use std::collections::HashSet;

#[test]
fn identifiers_are_places_in_the_table() {
    for (place, (id, _)) in TABLE.iter().enumerate() {
        assert_eq!(place, *id as usize);
    }
}

#[test]
fn names_are_unique_and_described() {
    let mut seen = HashSet::new();
    for (_, protocol) in TABLE {
        assert!(seen.insert(protocol.name), "{} is there twice", protocol.name);
        assert!(!protocol.title.is_empty() && !protocol.source.is_empty(), "{}", protocol.name);
    }
}

#[test]
fn field_names_are_unique_and_described() {
    let mut seen = HashSet::new();
    for (_, protocol) in TABLE {
        for field in protocol.fields {
            assert!(seen.insert(field.name), "{} is there twice", field.name);
            assert!(!field.doc.is_empty(), "{} says nothing", field.name);
        }
    }
}
