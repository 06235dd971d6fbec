//! `enrol`.

use anyhow::Context as _;
use beatbook_hub::clock::SystemClock;
use beatbook_hub::enrol::Issued;
use beatbook_hub::organisation::Key;
use beatbook_hub::{server, setup};
use beatbook_records::role::Role;
use chrono::{DateTime, SecondsFormat};
use clap::Args;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use super::{By, Data, answer, role_parser};

/// Print a code that enrols one device within ten minutes.
#[derive(Debug, Args)]
pub struct Enrol {
    #[command(flatten)]
    data: Data,
    /// The officer's name
    #[arg(long)]
    name: String,
    /// The officer's role
    #[arg(long, value_parser = role_parser())]
    role: Role,
    /// An area the officer works in; may be given more than once, none is all
    #[arg(long = "area", value_name = "AREA")]
    areas: Vec<String>,
    #[command(flatten)]
    shown: Shown,
    #[command(flatten)]
    by: By,
}

/// How a code is shown.
#[derive(Debug, Args)]
pub struct Shown {
    /// The hub's address as the device reaches it; by default the one last served at
    #[arg(long, value_name = "URL")]
    hub: Option<String>,
    /// Answer as one line of JSON
    #[arg(long)]
    json: bool,
}

impl Enrol {
    pub fn run(self) -> anyhow::Result<()> {
        let of = setup::invitation(&self.name, self.role, &self.areas)
            .map_err(|(_, why)| anyhow::anyhow!("{why}; nothing was made"))?;
        let store = self.data.store()?;
        let address = self.shown.address(&self.data)?;
        let key = Key::open(self.data.dir(), &SystemClock)?;
        let with = (&SystemClock as _, &key, address.as_str());
        let issued = setup::invite(&store.book(), with, &of, self.by.sets_up())?;
        self.shown.tell(&issued)
    }
}

impl Shown {
    pub fn address(&self, data: &Data) -> anyhow::Result<String> {
        match &self.hub {
            Some(address) => Ok(address.trim_end_matches('/').to_owned()),
            None => server::last_address(data.dir()),
        }
    }

    pub fn tell(&self, issued: &Issued) -> anyhow::Result<()> {
        let expires = DateTime::from_timestamp_millis(issued.expires_ms)
            .context("the clock is beyond any date")?
            .to_rfc3339_opts(SecondsFormat::Secs, true);
        if self.json {
            let line = serde_json::json!({ "code": issued.code, "link": issued.link, "expires": expires });
            return answer(&format!("{line}\n"));
        }
        let qr = QrCode::new(&issued.link).context("the link is too long for a QR code")?;
        // Terminals are mostly dark: the light modules are the ones printed.
        let qr = qr.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
        answer(&format!(
            "{qr}\n\nCode:    {}\nLink:    {}\nExpires: {expires}, or when used once\n",
            issued.code, issued.link
        ))
    }
}
