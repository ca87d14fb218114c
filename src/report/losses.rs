//! What was given up for lack of room, or of packets, as a reader has to know it.

/// What was given up where streams were assembled; all zero where nobody asked for messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamLosses {
    /// Gaps that were waited for no longer.
    pub gaps: u64,
    /// Bytes in them.
    pub gap_bytes: u64,
    /// Segments whose stream was not followed, as there was no room for another one.
    pub segments_without_room: u64,
    /// Times that a stream lost what waited in it, as too much waited in all of them.
    pub streams_emptied: u64,
}

impl StreamLosses {
    /// What found no room, if anything: what is known of streams is not known of it.
    #[must_use]
    pub fn shortage(&self) -> Option<String> {
        (self.segments_without_room > 0).then(|| {
            format!(
                "there was no room to follow the streams of {} segments; raise --max-flows",
                self.segments_without_room
            )
        })
    }

    /// What a reader has to know of it, if anything.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let gaps = (self.gaps > 0).then(|| {
            format!(
                "{} gaps in streams ({} bytes) were not captured: messages in them are missing",
                self.gaps, self.gap_bytes
            )
        });
        let emptied = (self.streams_emptied > 0).then(|| {
            format!(
                "{} times a stream lost what waited in it: too much waited in all streams",
                self.streams_emptied
            )
        });
        gaps.into_iter().chain(self.shortage()).chain(emptied).collect()
    }
}

/// What was given up where fragments of IP were put together; all zero where no layer was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FragmentLosses {
    /// Datagrams of which a fragment was missing after a minute, or at the end.
    pub incomplete: u64,
    /// Datagrams that made room for newer ones.
    pub evicted: u64,
    /// Fragments that nothing can be made of.
    pub refused: u64,
    /// Datagrams whose fragments overlap.
    pub overlapping: u64,
}

impl FragmentLosses {
    /// What a reader has to know of it, if anything.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let said = |count: u64, what: &str| (count > 0).then(|| format!("{count} {what}"));
        let notes = [
            said(
                self.incomplete,
                "datagrams lack fragments: what they carry is not counted as such",
            ),
            said(self.evicted, "datagrams whose fragments came slowly made room for newer ones"),
            said(
                self.refused,
                "fragments of IP end beyond the longest datagram, or belong to one that was thrown away",
            ),
            said(self.overlapping, "datagrams have fragments that overlap, as in attacks"),
        ];
        notes.into_iter().flatten().collect()
    }
}
