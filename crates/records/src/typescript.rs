//! The field tables as TypeScript, for the generic form and the register.
//!
//! Rule: text only; the file it goes to is somebody else's business.

use std::fmt::Write as _;

use crate::cell::Class;
use crate::codes::LISTS;
use crate::field::{Field, Kind, Menu, Rule, Shape};
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
    text.push_str("} as const;\n\n/** Who may see the whole record, its part of the menu, the field that names what it is a part of and the kind of that. */\nexport const facts = {\n");
    for kind in KINDS {
        let class = Class::from(kind.sensitivity).word();
        let parent =
            kind.parent.map_or_else(String::new, |(field, of)| format!(", parent: ['{field}', '{of}']"));
        let menu = kind.menu.map_or_else(String::new, |menu| format!(", menu: '{}'", menu_word(menu)));
        let _ = writeln!(text, "  {}: {{ class: '{class}'{menu}{parent} }},", kind.name);
    }
    text.push_str("} as const;\n\nexport type KindName = keyof typeof kinds;\n");
    text
}

const fn menu_word(menu: Menu) -> &'static str {
    match menu {
        Menu::Enforcement => "enforcement",
        Menu::Licensing => "licensing",
        Menu::Hardening => "hardening",
        Menu::Everyday => "everyday",
    }
}

fn write_kind(text: &mut String, kind: &Kind) {
    let _ = writeln!(text, "  {}: {{", kind.name);
    for field in kind.fields {
        let _ =
            write!(text, "    {}: {{ shape: '{}', required: {}", field.name, shape(field), field.required);
        if let Shape::Code(list) | Shape::Codes(list) = field.shape {
            let _ = write!(text, ", codes: '{}'", list.name);
        }
        if field.asked {
            text.push_str(", asked: true");
        }
        if field.moves {
            text.push_str(", moves: true");
        }
        for rule in field.rules {
            write_rule(text, *rule);
        }
        text.push_str(" },\n");
    }
    text.push_str("  },\n");
}

/// What a form shows by: how many lines a box has, and what another field has to say first.
fn write_rule(text: &mut String, rule: Rule) {
    let word = match rule {
        Rule::OneLine | Rule::Uprn => return text.push_str(", line: true"),
        Rule::When(..) | Rule::OnlyWhen(..) => "when",
        Rule::NeededWhen(..) => "needed",
        _ => return,
    };
    if let Rule::When(field, codes) | Rule::OnlyWhen(field, codes) | Rule::NeededWhen(field, codes) = rule {
        let codes = codes.iter().map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ");
        let _ = write!(text, ", {word}: ['{field}', [{codes}]]");
    }
}

const fn shape(field: &Field) -> &'static str {
    match field.shape {
        Shape::Text(_) => "text",
        Shape::Integer => "integer",
        Shape::Decimal => "decimal",
        Shape::Boolean => "boolean",
        Shape::Instant => "instant",
        Shape::Date => "date",
        Shape::Id => "id",
        Shape::Hash => "hash",
        Shape::Code(_) => "code",
        Shape::Codes(_) => "codes",
    }
}
