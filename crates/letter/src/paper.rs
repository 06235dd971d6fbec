//! The lines of a letter on paper, with what somebody who listens needs: the order, the heading, the language.
//!
//! Rule: every line is of a paragraph or a heading, or is marked as no part of the text. The document is checked against
//! PDF/UA-1 as it is written; what is not right is not handed out.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::SerializeSettings;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagKind, TagTree,
};

use crate::face::{Face, composed};
use crate::lay::{EDGE, HIGH, Line, Part, WIDE};
use crate::{Letter, LetterFault};

/// The text on the foot of a page.
const FOOT: f32 = 9.0;

/// The document.
pub fn print(letter: Letter<'_>, pages: &[Vec<Line>]) -> Result<Vec<u8>, LetterFault> {
    let mut document = Document::new_with(SerializeSettings {
        configuration: accessible()?,
        ..SerializeSettings::default()
    });
    let title = composed(letter.subject);
    document.set_metadata(
        Metadata::new().title(title.clone()).language(letter.language.into()).creator("Beatbook".into()),
    );
    let mut blocks: Vec<(Part, Vec<Identifier>)> = Vec::new();
    for (number, lines) in (1..).zip(pages) {
        let settings = PageSettings::from_wh(WIDE, HIGH).ok_or_else(|| wrong("no page"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for line in lines {
            let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            write(&mut surface, line.part.face(), line.part.size(), (EDGE, line.y), &line.text)?;
            surface.end_tagged();
            if line.block == blocks.len() {
                blocks.push((line.part, Vec::new()));
            }
            blocks.last_mut().ok_or_else(|| wrong("no block"))?.1.push(identifier);
        }
        let foot = composed(&format!("{}   {number} / {}", letter.foot, pages.len()));
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)));
        write(&mut surface, Face::regular(), FOOT, (EDGE, HIGH - EDGE / 2.0), &foot)?;
        surface.end_tagged();
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(letter.language.into()));
    for (part, lines) in blocks {
        tree.push(TagGroup::with_children(tag(part, &title), lines.into_iter().map(Node::Leaf).collect()));
    }
    document.set_tag_tree(tree);
    document.set_outline(contents(&title, pages));
    document.finish().map_err(|error| wrong(&format!("{error:?}")))
}

fn accessible() -> Result<Configuration, LetterFault> {
    let builder = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    builder.finish().map_err(|error| wrong(&format!("{error:?}")))
}

fn tag(part: Part, title: &str) -> TagKind {
    match part {
        Part::Subject => Tag::Hn(NonZeroU16::MIN, Some(title.to_owned())).into(),
        Part::Head | Part::Paragraph => Tag::P.into(),
    }
}

/// The table of contents that the standard asks for: the subject, where it stands.
fn contents(title: &str, pages: &[Vec<Line>]) -> Outline {
    let mut outline = Outline::new();
    for (page, lines) in pages.iter().enumerate() {
        if let Some(line) = lines.iter().find(|line| line.part == Part::Subject) {
            let above = Point::from_xy(EDGE, line.y - line.part.size());
            outline.push_child(OutlineNode::new(title.to_owned(), XyzDestination::new(page, above)));
            break;
        }
    }
    outline
}

fn write(
    surface: &mut Surface<'_>,
    face: &Face,
    size: f32,
    (x, y): (f32, f32),
    text: &str,
) -> Result<(), LetterFault> {
    let glyphs = face.glyphs(text)?;
    surface.draw_glyphs(Point::from_xy(x, y), &glyphs, face.font.clone(), text, size, false);
    Ok(())
}

fn wrong(why: &str) -> LetterFault {
    LetterFault::Wrong(why.to_owned())
}
