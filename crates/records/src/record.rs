//! A record as values: the typed struct and the loose map are two views of the same JSON.
//!
//! Rule: no kind is named here.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::field::Kind;

/// The values of a record or of one entry, by field name.
pub type Values = Map<String, Value>;

/// A declared kind.
pub trait Record: Serialize + DeserializeOwned {
    /// Its field table.
    const KIND: Kind;

    /// The values as they travel; absent fields are left out.
    fn to_values(&self) -> Values {
        match serde_json::to_value(self) {
            Ok(Value::Object(values)) => values,
            _ => unreachable!("a record is a struct of JSON values"),
        }
    }

    /// Read back from values; fields of a newer schema are ignored here and kept in the map.
    ///
    /// # Errors
    /// When a required field is absent or a value has the wrong shape.
    fn from_values(values: &Values) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(values.clone()))
    }
}
