//! The field tables as TypeScript, for the generic form and the register.
//!
//! Rule: text only; the file it goes to is somebody else's business.

use std::fmt::Write as _;

use crate::codes::LISTS;
use crate::field::{Field, Kind, Shape};
use crate::kinds::KINDS;

/// The whole generated file.
#[must_use]
pub fn typescript() -> String {
    let mut text = String::from("// Generated from the field tables by `cargo xtask gen`. Do not edit.\n\n");
    text.push_str("export const codes = {\n");
    for list in LISTS {
        let codes = list.codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "  {}: [{codes}],", list.name);
    }
    text.push_str("} as const;\n\nexport const kinds = {\n");
    for kind in KINDS {
        write_kind(&mut text, kind);
    }
    text.push_str("} as const;\n\nexport type KindName = keyof typeof kinds;\n");
    text
}

fn write_kind(text: &mut String, kind: &Kind) {
    let _ = writeln!(text, "  {}: {{", kind.name);
    for field in kind.fields {
        let _ = writeln!(
            text,
            "    {}: {{ shape: '{}'{}, required: {}, label: 'kind.{}.{}' }},",
            field.name,
            shape(field),
            list(field),
            field.required,
            kind.name,
            field.name
        );
    }
    text.push_str("  },\n");
}

const fn shape(field: &Field) -> &'static str {
    match field.shape {
        Shape::Text(_) => "text",
        Shape::Integer => "integer",
        Shape::Decimal => "decimal",
        Shape::Boolean => "boolean",
        Shape::Instant => "instant",
        Shape::Id => "id",
        Shape::Hash => "hash",
        Shape::Code(_) => "code",
        Shape::Codes(_) => "codes",
    }
}

fn list(field: &Field) -> String {
    match field.shape {
        Shape::Code(list) | Shape::Codes(list) => format!(", codes: '{}'", list.name),
        _ => String::new(),
    }
}
