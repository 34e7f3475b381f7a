//! How a wire type and its core type turn into each other, field by field.

use std::fmt::Write as _;

use crate::fault::InputError;

/// The way from the document's root to a field, for messages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'a> {
    Root,
    Field(&'a At<'a>, &'a str),
    Index(&'a At<'a>, usize),
}

impl At<'_> {
    /// As a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        match self {
            At::Root => String::new(),
            At::Field(parent, name) => format!("{}/{name}", parent.pointer()),
            At::Index(parent, index) => {
                let mut pointer = parent.pointer();
                // Writing to a string cannot fail.
                let _ = write!(pointer, "/{index}");
                pointer
            }
        }
    }
}

/// A wire type that mirrors a core type; reading checks what the core type promises.
pub(crate) trait Wire: Sized {
    type Core;

    fn write(core: &Self::Core) -> Self;

    fn read(self, at: &At<'_>) -> Result<Self::Core, InputError>;
}

macro_rules! same {
    ($($plain:ty),+) => {$(
        impl Wire for $plain {
            type Core = $plain;

            fn write(core: &$plain) -> $plain {
                core.clone()
            }

            fn read(self, _at: &At<'_>) -> Result<$plain, InputError> {
                Ok(self)
            }
        }
    )+};
}
same!(bool, u8, u16, u32, String);

impl<W: Wire> Wire for Option<W> {
    type Core = Option<W::Core>;

    fn write(core: &Option<W::Core>) -> Option<W> {
        core.as_ref().map(W::write)
    }

    fn read(self, at: &At<'_>) -> Result<Option<W::Core>, InputError> {
        self.map(|wire| wire.read(at)).transpose()
    }
}

impl<W: Wire> Wire for Vec<W> {
    type Core = Vec<W::Core>;

    fn write(core: &Vec<W::Core>) -> Vec<W> {
        core.iter().map(W::write).collect()
    }

    fn read(self, at: &At<'_>) -> Result<Vec<W::Core>, InputError> {
        self.into_iter().enumerate().map(|(index, wire)| wire.read(&At::Index(at, index))).collect()
    }
}

/// Declares a wire struct whose fields are those of a core struct, and both conversions.
///
/// The core struct is taken apart by name, so that a field added there does not compile until it is added here.
macro_rules! mirror {
    ($(#[$meta:meta])* $wire:ident = $core:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        crate::wire::mirror::mirror! { $(#[$meta])* $wire = $core { $($(#[$field_meta])* $field: $type),+ } checked by unchecked }
    };
    ($(#[$meta:meta])* $wire:ident = $core:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty),+ $(,)? } checked by $check:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $wire {
            $($(#[$field_meta])* pub $field: $type),+
        }

        impl crate::wire::mirror::Wire for $wire {
            type Core = $core;

            fn write(core: &$core) -> $wire {
                let $core { $($field),+ } = core;
                $wire { $($field: <$type as crate::wire::mirror::Wire>::write($field)),+ }
            }

            fn read(self, at: &crate::wire::mirror::At<'_>) -> Result<$core, crate::fault::InputError> {
                use crate::wire::mirror::{At, Wire};
                let core = $core { $($field: Wire::read(self.$field, &At::Field(at, stringify!($field)))?),+ };
                crate::wire::mirror::checks::$check(&core, at)?;
                Ok(core)
            }
        }

        impl From<&$core> for $wire {
            fn from(core: &$core) -> $wire {
                <$wire as crate::wire::mirror::Wire>::write(core)
            }
        }

        impl TryFrom<$wire> for $core {
            type Error = crate::fault::InputError;

            fn try_from(wire: $wire) -> Result<$core, crate::fault::InputError> {
                crate::wire::mirror::Wire::read(wire, &crate::wire::mirror::At::Root)
            }
        }
    };
}
pub(crate) use mirror;

/// The checks that [`mirror!`] may name.
pub(crate) mod checks {
    use super::At;
    use crate::fault::InputError;
    pub(crate) use crate::wire::evidence::ordered_interval;
    pub(crate) use crate::wire::person::{plausible_baseline, plausible_constraints, plausible_person};

    pub(crate) fn unchecked<T>(_core: &T, _at: &At<'_>) -> Result<(), InputError> {
        Ok(())
    }
}
