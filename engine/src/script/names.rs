//! Functions as data: an enum whose members know the names that scripts use.

/// Makes an enum with `named` (from a name) and `name`.
macro_rules! names {
    ($(#[$meta:meta])* $vis:vis enum $enum:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the names say it; the table of built-ins documents each")]
        $vis enum $enum { $($variant),* }

        impl $enum {
            /// Every one, with the name that scripts use.
            pub const ALL: &[(&str, Self)] = &[$(($name, Self::$variant)),*];

            /// The one of this name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().find(|(of, _)| *of == name).map(|(_, it)| *it)
            }
        }
    };
}

pub(crate) use names;
