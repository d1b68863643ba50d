//! How the list of events becomes a type.

use crate::id::EntryRef;

/// References to the entries whose values this one replaces.
pub type Base = Vec<EntryRef>;

/// Declares the enum, and from the same list which variants carry a `base`. A field that is `maybe` there is left out where
/// it says nothing, so that what was written before it came is read and written as it was.
macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident {
        $($(#[$fmeta:meta])* $field:ident $($maybe:ident)?: $type:ty),* $(,)?
    } $($based:ident)?),+ $(,)?) => {
        /// Something that happened.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        #[expect(missing_docs, reason = "fields are named by the glossary; their variant's line explains them")]
        pub enum Event {
            $(
                $(#[$doc])*
                $variant {
                    $(
                        $(#[$fmeta])*
                        $(
                            #[doc = stringify!($maybe)]
                            #[serde(default, skip_serializing_if = "Option::is_none")]
                        )?
                        $field: $type,
                    )*
                    $(
                        #[doc = stringify!($based)]
                        #[serde(default, skip_serializing_if = "Vec::is_empty")]
                        base: Base,
                    )?
                },
            )+
            /// Written by a newer version: kept byte for byte, shown plainly, folded as nothing.
            /// Only a reading of an entry has it; `decide` never writes one.
            #[serde(skip_deserializing)]
            Unrecognised { kind: String },
        }

        impl Event {
            /// The values that this event replaces.
            #[must_use]
            pub fn base(&self) -> &[EntryRef] {
                match self {
                    $($(Self::$variant { base, .. } => events!(@first base $based),)?)+
                    _ => &[],
                }
            }

            /// The `type` under which this event is written.
            #[must_use]
            pub fn kind(&self) -> String {
                if let Self::Unrecognised { kind } = self {
                    return kind.clone();
                }
                serde_json::to_value(self)
                    .ok()
                    .and_then(|json| json.get("type").and_then(|t| t.as_str().map(str::to_owned)))
                    .unwrap_or_default()
            }

            /// The same event replacing these values instead.
            #[must_use]
            pub fn with_base(mut self, new: Base) -> Self {
                match &mut self {
                    $($(Self::$variant { base, .. } => *events!(@first base $based) = new,)?)+
                    _ => {}
                }
                self
            }
        }
    };
    (@first $a:ident $b:ident) => { $a };
}
