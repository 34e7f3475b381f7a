//! The head that every file of coxa carries: its kind and version, and what it was made with.

/// What a file was made with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp {
    /// The version of the binary.
    pub version: String,
    /// The hash of the knowledge tables.
    pub knowledge_hash: String,
    /// The version of the rules.
    pub rule_version: String,
}

/// A kind of file with its current version.
pub(crate) trait Document {
    /// Its name, as in `coxa.NAME/1`.
    const NAME: &'static str;
}

/// Declares a document: the head, what it embeds, and the fields of its core struct.
macro_rules! document {
    ($(#[$meta:meta])* $wire:ident = $core:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty),+ $(,)?
    } with { $($(#[$extra_meta:meta])* $extra:ident: $extra_type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $wire {
            /// Kind and version of the file.
            pub schema: String,
            /// Version of the binary it was made with.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub made_by: Option<String>,
            /// Hash of the knowledge it was made with.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub knowledge_hash: Option<String>,
            /// Version of the rules it was made with.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub rule_version: Option<String>,
            $($(#[$field_meta])* pub $field: $type,)+
            $($(#[$extra_meta])* pub $extra: $extra_type,)*
        }

        impl $wire {
            /// Puts a document together from what it was made with, what it embeds and its core value.
            pub(crate) fn assemble(stamp: Option<&crate::wire::Stamp>, core: &$core $(, $extra: $extra_type)*) -> $wire {
                let $core { $($field),+ } = core;
                $wire {
                    schema: crate::version::current(<$wire as crate::wire::header::Document>::NAME),
                    made_by: stamp.map(|stamp| stamp.version.clone()),
                    knowledge_hash: stamp.map(|stamp| stamp.knowledge_hash.clone()),
                    rule_version: stamp.map(|stamp| stamp.rule_version.clone()),
                    $($field: <$type as crate::wire::mirror::Wire>::write($field),)+
                    $($extra,)*
                }
            }

            /// What it was made with, when the file says all of it.
            #[must_use]
            pub fn stamp(&self) -> Option<crate::wire::Stamp> {
                Some(crate::wire::Stamp {
                    version: self.made_by.clone()?,
                    knowledge_hash: self.knowledge_hash.clone()?,
                    rule_version: self.rule_version.clone()?,
                })
            }

            /// Checks and takes the core value.
            pub(crate) fn core(self, at: &crate::wire::mirror::At<'_>) -> Result<$core, crate::fault::InputError> {
                use crate::wire::mirror::{At, Wire};
                Ok($core { $($field: Wire::read(self.$field, &At::Field(at, stringify!($field)))?),+ })
            }
        }

        impl TryFrom<$wire> for $core {
            type Error = crate::fault::InputError;

            fn try_from(wire: $wire) -> Result<$core, crate::fault::InputError> {
                wire.core(&crate::wire::mirror::At::Root)
            }
        }
    };
}
pub(crate) use document;
