//! What a file may be, told by how its bytes begin and never by its name.

use crate::declare::code_list;

code_list! {
    /// What a file may be.
    MediaType {
        /// JPEG
        Jpeg = "JPEG",
        /// PNG
        Png = "PNG",
        /// WebP
        Webp = "WEBP",
        /// HEIC
        Heic = "HEIC",
        /// PDF: a letter, and no photo
        Pdf = "PDF",
    }
}

impl MediaType {
    /// How many bytes tell it, at most.
    pub const TOLD_BY_BYTES: usize = 64;

    /// What these bytes begin, if it is one of them.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        use infer::image::{is_heif, is_jpeg, is_png, is_webp};
        let begin = &bytes[..bytes.len().min(Self::TOLD_BY_BYTES)];
        Self::ALL.iter().copied().find(|kind| match kind {
            Self::Jpeg => is_jpeg(begin),
            Self::Png => is_png(begin),
            Self::Webp => is_webp(begin),
            Self::Heic => is_heif(begin),
            Self::Pdf => begin.starts_with(b"%PDF-"),
        })
    }

    /// As `content-type` says it.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
        }
    }

    /// Whether a camera makes it.
    #[must_use]
    pub const fn is_photo(self) -> bool {
        !matches!(self, Self::Pdf)
    }
}

#[cfg(test)]
mod tests {
    use super::MediaType;

    #[test]
    fn the_bytes_tell_and_nothing_else() {
        let told = |bytes: &[u8]| MediaType::of(bytes);
        assert_eq!(told(b"\xff\xd8\xff\xe0 and more"), Some(MediaType::Jpeg));
        assert_eq!(told(b"\x89PNG\r\n\x1a\n"), Some(MediaType::Png));
        assert_eq!(told(b"RIFF\0\0\0\0WEBPVP8 "), Some(MediaType::Webp));
        assert_eq!(told(b"\0\0\0\x18ftypheic\0\0\0\0heicmif1"), Some(MediaType::Heic));
        assert_eq!(told(b"%PDF-1.7"), Some(MediaType::Pdf));
        assert!(MediaType::ALL.iter().all(|kind| kind.is_photo() != (*kind == MediaType::Pdf)));
        for other in
            [&b""[..], b"\xff\xd8", b" %PDF-1.7", b"%PDF", b"<svg onload=alert(1)>", b"MZ", b"GIF89a"]
        {
            assert_eq!(told(other), None, "{other:?}");
        }
    }
}
