//! Lists of interfaces, and of what they offer.

use super::support::Wire;

#[test]
fn interfaces_are_listed_with_their_state_addresses_and_link_types() {
    let Some(wire) = Wire::lay() else { return };
    wire.ip_near("link set a1 down");
    let table = wire.answer("capture -D -T csv");
    let row = |name: &str| {
        let found = table.lines().find(|line| line.split(',').next() == Some(name));
        found.unwrap_or_default().to_owned()
    };
    assert!(row("a0").starts_with("a0,true,true,false,false,"), "{table}");
    assert!(row("a0").contains("10.9.0.1") && row("a0").contains("EN10MB"), "{table}");
    assert!(row("a1").starts_with("a1,false,false,false,false,") && !row("a1").contains("EN10MB"));
    assert!(row("any").contains("LINUX_SLL"), "{table}");
    let tree: serde_json::Value = serde_json::from_str(&wire.answer("capture -D -T json")).unwrap();
    let rows = tree["sections"]["interfaces"]["tables"]["interfaces"]["rows"].as_array().unwrap();
    let a0 = rows.iter().find(|row| row["name"] == "a0").unwrap();
    assert!(a0["link_types"].as_str().unwrap().contains("EN10MB"), "{a0}");
    assert!(wire.answer("capture -L -i a0 -T csv").contains("EN10MB"));
}
