//! The two declarations everything else reads: `code_list!` and `record!`.
//!
//! Rule: a declaration only states facts (names, shapes, rules, labels); what follows from them is
//! written once, elsewhere, over the tables these macros fill.

/// A vocabulary: an enum whose variants are the codes that travel, with the list of all of them.
macro_rules! code_list {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $cdoc:literal])+ $variant:ident = $code:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        pub enum $name { $($(#[doc = $cdoc])+ #[serde(rename = $code)] $variant,)+ }
        impl $name {
            /// Every code, in menu order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The vocabulary as data.
            pub const LIST: crate::field::CodeList = crate::field::CodeList {
                name: stringify!($name), codes: &[$($code),+], words: &[$(concat!($($cdoc),+)),+],
            };
            /// The code that travels.
            #[must_use]
            pub const fn code(self) -> &'static str { match self { $(Self::$variant => $code),+ } }
            /// The variant for a code, if the vocabulary has it.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::declare::code_schema(&Self::LIST)
            }
        }
        impl crate::field::FieldType for $name {
            const SHAPE: crate::field::Shape = crate::field::Shape::Code(&Self::LIST);
        }
        impl crate::field::CodeType for $name {
            const LIST: &'static crate::field::CodeList = &Self::LIST;
        }
    };
}

/// A record kind: a serde struct and, beside it, the constant field table.
/// Field properties other than the defaults stand in brackets before the field. A `placed` kind says where it was, too.
macro_rules! record {
    ($(#[doc = $doc:literal])+ $name:ident is $kind:literal placed { $($key:ident: $value:expr,)* } $($field:tt)+) => {
        crate::declare::record! {
            $(#[doc = $doc])+ $name is $kind { $($key: $value,)* } $($field)+
            /// The home, by its UPRN, where it is one.
            [group: Some("place"), rules: &[crate::field::Rule::Uprn], indexed: true, asked: false,
             sensitivity: crate::field::Sensitivity::Personal]
            uprn: Option<String>,
            /// The address or place as the gazetteer or the officer has it.
            [group: Some("place"), rules: &[crate::field::Rule::OneLine],
             sensitivity: crate::field::Sensitivity::Personal]
            address: Option<String>,
            /// Degrees north, WGS84.
            [group: Some("place"), rules: &[crate::field::Rule::Between(-90, 90)], asked: false]
            lat: Option<f64>,
            /// Degrees east, WGS84.
            [group: Some("place"), rules: &[crate::field::Rule::Between(-180, 180)], asked: false]
            lon: Option<f64>,
            /// How exact the position is, in metres.
            [group: Some("place"), rules: &[crate::field::Rule::Between(0, 100_000)], asked: false]
            accuracy_m: Option<f64>,
            /// What the place rests on.
            [group: Some("place"), asked: false]
            place_source: Option<crate::codes::PlaceSource>,
        }
    };
    ($(#[doc = $doc:literal])+ $name:ident is $kind:literal { $($key:ident: $value:expr,)* }
     $($(#[doc = $fdoc:literal])+ $([$($fkey:ident: $fvalue:expr),+])? $field:ident: $type:ty,)+) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[doc = $fdoc])+ #[serde(skip_serializing_if = "crate::field::FieldType::is_absent")] pub $field: $type,)+
        }
        impl crate::record::Record for $name {
            #[allow(clippy::needless_update, reason = "a kind may say everything")]
            const KIND: crate::field::Kind = crate::field::Kind {
                name: $kind, about: concat!($($doc),+), $($key: $value,)*
                fields: &[$(crate::field::Field {
                    $($($fkey: $fvalue,)+)?
                    ..crate::field::Field::of::<$type>(stringify!($field), concat!($($fdoc),+))
                }),+],
                ..crate::field::Kind::DEFAULT
            };
        }
    };
}

/// A vocabulary in the OpenAPI document: one of its codes.
#[cfg(feature = "openapi")]
pub(crate) fn code_schema(list: &crate::field::CodeList) -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(list.codes.iter().copied())).into()
}

pub(crate) use {code_list, record};
