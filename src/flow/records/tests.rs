use super::finished::Finished;
use super::live::Live;
use crate::flow::records::lists::Places;

#[test]
fn a_flow_that_lives_takes_less_than_four_hundred_bytes() {
    // The table adds nine bytes to each, at a load of seven eighths or half of it.
    let bytes = size_of::<Live>();
    assert!(bytes <= 376, "{bytes}");
    assert!(size_of::<Finished>() + size_of::<Places>() < 1000);
}
