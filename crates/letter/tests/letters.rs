//! Letters as somebody else's reader finds them: the words, their order, and what a screen reader needs.

use beatbook_letter::{Letter, LetterFault, draw};
use lopdf::{Dictionary, Document, Object};

struct Words {
    head: Vec<String>,
    subject: &'static str,
    paragraphs: Vec<String>,
}

impl Words {
    fn letter(&self, language: &'static str) -> Letter<'_> {
        Letter {
            language,
            head: &self.head,
            subject: self.subject,
            paragraphs: &self.paragraphs,
            foot: "L-000017",
        }
    }

    /// Everything that is read, in order.
    fn read(&self) -> String {
        let paragraphs = self.paragraphs.iter().map(String::as_str);
        let all = self.head.iter().map(String::as_str).chain([self.subject]).chain(paragraphs);
        plain(&all.collect::<Vec<_>>().join(" "))
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn welsh() -> Words {
    Words {
        head: vec![
            "Cyngor Prawf".into(),
            "Ŷ Ŵyn".into(),
            "1 Stryd y Llyn, Tŷ’n-y-coed".into(),
            "23 Tachwedd 2026".into(),
            "L-000017".into(),
        ],
        subject: "Rhybudd am ŵyn ac ŷd",
        paragraphs: vec![
            "Annwyl Ŷ Ŵyn, ysgrifennaf atoch ynghylch sŵn: â ê î ô û ŵ ŷ ë ï — £100.".into(),
            "Llinell un\nLlinell dau".into(),
        ],
    }
}

fn long() -> Words {
    let paragraph = "Music was heard until three at night, and the officer asked for it to end. ".repeat(9);
    Words { paragraphs: vec![paragraph; 14], ..welsh() }
}

fn opened(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).expect("a PDF")
}

fn at<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &str) -> &'d Object {
    let found = dictionary.get(key.as_bytes()).unwrap_or_else(|_| panic!("no {key} in {dictionary:?}"));
    document.dereference(found).expect("it is there").1
}

fn within<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &str) -> &'d Dictionary {
    at(document, dictionary, key).as_dict().expect("a dictionary")
}

/// What stands in the marked part of a page with this number.
fn marked(document: &Document, page: lopdf::ObjectId, wanted: i64) -> String {
    let fonts = document.get_page_fonts(page).expect("fonts");
    let content = document.get_and_decode_page_content(page).expect("a content");
    let (mut inside, mut font, mut text) = (false, None, String::new());
    for operation in content.operations {
        match operation.operator.as_str() {
            "BDC" => {
                let number = operation.operands[1].as_dict().ok().and_then(|of| of.get(b"MCID").ok());
                inside = number.and_then(|number| number.as_i64().ok()) == Some(wanted);
            }
            "EMC" => inside = false,
            "Tf" => font = Some(operation.operands[0].as_name().expect("a name").to_vec()),
            "Tj" | "TJ" if inside => {
                let encoding =
                    fonts[font.as_deref().expect("a font")].get_font_encoding(document).expect("ToUnicode");
                let parts = match &operation.operands[0] {
                    Object::Array(parts) => parts.clone(),
                    one => vec![one.clone()],
                };
                for part in parts.iter().filter_map(|part| part.as_str().ok()) {
                    text += &Document::decode_text(&encoding, part).expect("characters");
                }
            }
            _ => {}
        }
    }
    text
}

/// The blocks of the structure tree in order: what each is, and what it says.
fn read_aloud(document: &Document) -> Vec<(String, String)> {
    let catalog = document.catalog().expect("a catalog");
    let root = within(document, catalog, "StructTreeRoot");
    let whole = match at(document, root, "K") {
        Object::Array(whole) => document.dereference(&whole[0]).unwrap().1,
        one => one,
    };
    let whole = whole.as_dict().expect("the document");
    assert_eq!(at(document, whole, "S").as_name().unwrap(), b"Document");
    let blocks = at(document, whole, "K").as_array().expect("blocks");
    let block = |block: &Object| {
        let block = document.dereference(block).unwrap().1.as_dict().unwrap();
        let what = String::from_utf8(at(document, block, "S").as_name().unwrap().to_vec()).unwrap();
        let page = block.get(b"Pg").ok().and_then(|page| page.as_reference().ok());
        let parts = match at(document, block, "K") {
            Object::Array(parts) => parts.clone(),
            one => vec![one.clone()],
        };
        let said = parts.iter().map(|part| match document.dereference(part).unwrap().1 {
            Object::Integer(number) => marked(document, page.expect("a page"), *number),
            Object::Dictionary(of) => {
                let page = of.get(b"Pg").ok().and_then(|page| page.as_reference().ok()).or(page);
                marked(document, page.expect("a page"), at(document, of, "MCID").as_i64().unwrap())
            }
            other => panic!("{other:?}"),
        });
        (what, said.collect::<String>())
    };
    blocks.iter().map(block).collect()
}

#[test]
fn what_is_read_aloud_is_what_was_composed_in_its_order() {
    for (words, pages) in [(welsh(), 1), (long(), 4)] {
        let document = opened(&draw(words.letter("cy")).expect("a letter"));
        assert_eq!(document.get_pages().len(), pages);
        let blocks = read_aloud(&document);
        let said: Vec<&str> = blocks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(plain(&said.join(" ")), words.read());
        let kinds: Vec<&str> = blocks.iter().map(|(kind, _)| kind.as_str()).collect();
        let heads = words.head.len();
        assert_eq!(kinds[heads], "H1", "the subject is the heading");
        assert!(kinds.iter().enumerate().all(|(at, kind)| at == heads || *kind == "P"), "{kinds:?}");
    }
}

#[test]
fn the_document_says_what_it_is_in_which_language_and_is_tagged() {
    for language in ["en", "cy"] {
        let bytes = draw(welsh().letter(language)).expect("a letter");
        assert!(bytes.starts_with(b"%PDF-1."));
        let document = opened(&bytes);
        let catalog = document.catalog().expect("a catalog");
        assert_eq!(at(&document, catalog, "Lang").as_str().unwrap(), language.as_bytes());
        assert_eq!(at(&document, within(&document, catalog, "MarkInfo"), "Marked"), &Object::Boolean(true));
        let preferences = within(&document, catalog, "ViewerPreferences");
        assert_eq!(at(&document, preferences, "DisplayDocTitle"), &Object::Boolean(true));
        let metadata = at(&document, catalog, "Metadata").as_stream().expect("XMP");
        let xmp = metadata.get_plain_content().unwrap_or_else(|_| metadata.content.clone());
        let xmp = String::from_utf8(xmp).expect("text");
        assert!(xmp.contains("<pdfuaid:part>1</pdfuaid:part>"), "{xmp}");
        assert!(xmp.contains("Rhybudd am ŵyn ac ŷd"), "the title");
    }
}

#[test]
fn the_faces_are_inside_and_only_what_is_used_of_them() {
    let document = opened(&draw(welsh().letter("cy")).expect("a letter"));
    let embedded =
        |object: &&Object| object.as_dict().is_ok_and(|of| of.has(b"FontFile2") || of.has(b"FontFile3"));
    assert_eq!(document.objects.values().filter(embedded).count(), 2, "the words and the heading");
    let bytes = draw(welsh().letter("cy")).expect("a letter").len();
    assert!(bytes < 40_000, "{bytes}");
}

#[test]
fn the_same_words_are_the_same_bytes_and_others_are_not() {
    let first = draw(long().letter("en")).expect("a letter");
    assert_eq!(draw(long().letter("en")).expect("a letter"), first);
    let words = long();
    let other = Letter { foot: "L-000018", ..words.letter("en") };
    assert!(draw(other).is_ok_and(|other| other != first));
}

#[test]
fn a_letter_with_its_mark_apart_is_drawn_as_one() {
    let mut words = welsh();
    words.paragraphs = vec!["w\u{302} y\u{302}".into()];
    let blocks = read_aloud(&opened(&draw(words.letter("cy")).expect("a letter")));
    assert_eq!(blocks.last().map(|(_, text)| text.as_str()), Some("ŵ ŷ"));
}

#[test]
fn what_cannot_be_drawn_is_said_and_no_letter_is_made() {
    let mut words = welsh();
    words.paragraphs.push("a 警告".into());
    assert_eq!(draw(words.letter("en")), Err(LetterFault::Character('警')));
    let nothing = Words { subject: " ", ..welsh() };
    assert_eq!(draw(nothing.letter("en")), Err(LetterFault::Empty));
}
