//! Who is enrolled, and how the app is set.

use beatbook_records::role::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::Chip;

/// A command that needs no input.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// What the screen needs first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppStatus {
    /// Who is enrolled, if anybody.
    pub me: Option<Me>,
    /// Where the screen was last.
    pub route: Option<String>,
    /// Whether a patrol runs or is paused.
    pub patrol: bool,
    /// How far the hand-in is.
    pub chip: Chip,
    /// The app's version.
    pub version: String,
}

/// Whose device it is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Me {
    /// The officer, as work is assigned to them.
    #[ts(type = "string")]
    pub officer: Uuid,
    /// The officer's name.
    pub name: String,
    /// The officer's role.
    pub role: Role,
    /// The organisation's name.
    pub organisation: String,
    /// The officer's areas; empty is all.
    pub areas: Vec<String>,
    /// The hub's address.
    pub hub: String,
    /// When the device was enrolled.
    pub enrolled_at: String,
}

/// An enrolment link, or a typed code.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrolDevice {
    /// `beatbook://enrol?s=…&t=…&f=…`, or the code alone.
    pub link: String,
    /// The hub's address, where only the code was typed.
    pub hub: Option<String>,
}

/// The link or the typed code that signs this device in again.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SignIn {
    /// `beatbook://enrol?s=…&t=…&f=…`, or the code alone; it is asked of the hub that the device is enrolled with.
    pub link: String,
}

/// Where the screen is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Route {
    /// As the screen writes it.
    pub route: String,
}

/// How the app is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// Its colours.
    pub theme: Theme,
    /// Its words.
    pub language: Language,
    /// Its size.
    pub text_size: TextSize,
    /// Whether the screen stays on during a patrol.
    pub keep_screen_on: bool,
    /// Whether forms ask one question at a time; else all stand on one page.
    #[serde(default = "yes")]
    pub one_at_a_time: bool,
    /// Whether keys of a keyboard do things by themselves.
    #[serde(default = "yes")]
    pub shortcuts: bool,
    /// Whether a tap is felt.
    pub haptics: bool,
}

/// What phones had that were set before the question was there.
const fn yes() -> bool {
    true
}

impl Default for Settings {
    fn default() -> Self {
        let (theme, language, text_size) = (Theme::Auto, Language::En, TextSize::Normal);
        Self {
            theme,
            language,
            text_size,
            keep_screen_on: false,
            one_at_a_time: true,
            shortcuts: true,
            haptics: true,
        }
    }
}

/// The colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    Auto,
    /// Light.
    Day,
    /// High contrast for direct sun.
    Sun,
    /// Dark.
    Night,
}

/// The words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Welsh.
    Cy,
}

/// The size of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// As designed.
    Normal,
    /// Larger.
    Large,
    /// Twice as large.
    Largest,
}
