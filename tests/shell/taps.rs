//! The test's own list of what was pressed, kept apart from everything the app keeps.

/// Whom a tile counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A resident.
    Resident,
    /// Somebody at a business.
    Business,
}

impl Who {
    /// The tile.
    pub fn tile(self) -> String {
        let kind = match self {
            Self::Resident => "RESIDENT",
            Self::Business => "BUSINESS",
        };
        format!("button[data-kind={kind}]")
    }

    /// The figure on the tile.
    pub fn figure(self) -> String {
        format!("{} .number", self.tile())
    }
}

/// Taps in order, less those taken back.
#[derive(Default)]
pub struct Taps(Vec<Who>);

impl Taps {
    /// One more.
    pub fn add(&mut self, who: Who) {
        self.0.push(who);
    }

    /// The last one is taken back.
    pub fn undo(&mut self) -> Who {
        self.0.pop().expect("something was tapped")
    }

    /// How many stand.
    pub fn count(&self, who: Who) -> usize {
        self.0.iter().filter(|tapped| **tapped == who).count()
    }
}
