//! What the limit on conversations left out, said the same way by every statistic that has it.

use crate::flow::Found;

/// What a level's limit left out, for a reader to know.
pub(super) fn shortage(found: &Found) -> impl Iterator<Item = String> {
    let level = found.level.name();
    let (other, unsplit) = (found.other, found.unsplit);
    let kept = found.conversations.len();
    let left_out = (other.packets > 0).then(|| {
        format!(
            "{level}: {} packets ({} bytes) belong to conversations beyond the {kept} that are \
             kept; raise --max-flows to see them",
            other.packets, other.bytes
        )
    });
    let joined = (unsplit > 0).then(|| {
        format!("{level}: {unsplit} streams on reused ports are counted with the one before")
    });
    left_out.into_iter().chain(joined)
}
