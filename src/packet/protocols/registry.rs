//! What becomes of the lines of the table: files, identifiers, and one place to look each up.

/// Declares each protocol's file, and gives it an identifier and a place in the table. A protocol
/// that is only named needs no file: its line says all. Applications have a folder of their own.
macro_rules! protocols {
    (
        files { $($id:ident => $file:ident,)* }
        applications { $($application:ident => $content:ident,)* }
        named { $($named:ident => $description:expr,)* }
    ) => {
        $(pub(crate) mod $file;)*

        /// Protocols carried by a transport, recognised by their content.
        pub(crate) mod application {
            $(pub(crate) mod $content;)*
            #[cfg(test)]
            mod tests;
        }

        /// Identifies a protocol: its place in the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum ProtocolId {
            /// Bytes that nothing names.
            Data,
            $(
                #[doc = concat!("See `protocols/", stringify!($file), ".rs`.")]
                $id,
            )*
            $(
                #[doc = concat!("See `protocols/application/", stringify!($content), ".rs`.")]
                $application,
            )*
            $(
                #[doc = concat!("Named in `protocols/mod.rs` as `", stringify!($named), "`.")]
                $named,
            )*
        }

        /// Every protocol, in the order of their identifiers.
        pub static TABLE: &[(ProtocolId, &Protocol)] = &[
            (ProtocolId::Data, &DATA),
            $((ProtocolId::$id, &$file::PROTOCOL),)*
            $((ProtocolId::$application, &application::$content::PROTOCOL),)*
            $((ProtocolId::$named, &$description),)*
        ];

        /// Payloads of every application, for tests that hold each against all recognisers.
        #[cfg(test)]
        pub(crate) static SAMPLES: &[(ProtocolId, &[super::testing::Sample])] = &[
            $((ProtocolId::$application, application::$content::SAMPLES),)*
        ];

        /// Where each protocol stands, by identifier: one byte to look at instead of a description.
        static ROLES: [Role; TABLE.len()] = [
            DATA.role,
            $($file::PROTOCOL.role,)*
            $(application::$content::PROTOCOL.role,)*
            $($description.role,)*
        ];

        impl ProtocolId {
            /// Reads a header of this protocol. A jump to the decoder rather than a call through
            /// the table, so that the common ones can be inlined into the walk.
            #[inline]
            pub(super) fn decode(self, input: &Input<'_>) -> Result<Header, Fault> {
                match self {
                    Self::Data $(| Self::$application)* $(| Self::$named)* => (DATA.decode)(input),
                    $(Self::$id => (const { $file::PROTOCOL.decode })(input),)*
                }
            }
        }
    };
}
