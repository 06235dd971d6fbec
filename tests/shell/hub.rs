//! The real hub as its own process, on one port and one folder, up or down as the story wants it.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::process::{Program, free_port, output, own};

/// A hub and whether it runs.
pub struct Hub {
    data: PathBuf,
    port: u16,
    running: Option<Program>,
}

impl Hub {
    /// A hub that is up, and knows one hotspot: a square of about a kilometre.
    pub fn with_one_hotspot(data: PathBuf, name: &str) -> Self {
        std::fs::create_dir_all(&data).expect("a folder for the hub");
        let mut hub = Self { data, port: free_port(), running: None };
        let corners =
            json!([[[-3.20, 51.48], [-3.18, 51.48], [-3.18, 51.49], [-3.20, 51.49], [-3.20, 51.48]]]);
        let square = json!({ "type": "Polygon", "coordinates": corners });
        let about = json!({ "id": "riverside", "name": name, "area": "Riverside" });
        let feature = json!({ "type": "Feature", "properties": about, "geometry": square });
        let file = hub.data.with_extension("geojson");
        let all = json!({ "type": "FeatureCollection", "features": [feature] });
        std::fs::write(&file, all.to_string()).expect("a file for the hotspots");
        hub.up();
        output(hub.command(&["import", "hotspots", "--file", file.to_str().expect("the path is text")]));
        hub
    }

    /// Brings it up where it was before.
    pub fn up(&mut self) {
        let serve = self.command(&["serve", "--listen", &format!("127.0.0.1:{}", self.port)]);
        let (program, said) = Program::start(serve);
        let said: Value = serde_json::from_str(&said).expect("the hub says where it is, in JSON");
        assert_eq!(said["listening"], self.address());
        self.running = Some(program);
    }

    /// Takes it down.
    pub fn down(&mut self) {
        self.running = None;
    }

    /// Where devices find it.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A single-use link for an enforcement officer.
    pub fn enrolment(&self, name: &str) -> String {
        let said = self.says(&["enrol", "--name", name, "--role", "enforcement_officer", "--json"]);
        said["link"].as_str().expect("a link").to_owned()
    }

    /// The patrol summary over all time.
    pub fn patrol_summary(&self) -> Value {
        let all_time = ["--from", "2020-01-01", "--to", "2099-12-31"];
        self.says(&[&["report", "patrol-summary", "--format", "json"], &all_time[..]].concat())
    }

    fn says(&self, words: &[&str]) -> Value {
        serde_json::from_str(&output(self.command(words))).expect("the hub speaks JSON")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(own("beatbook-hub"));
        command.args(words).arg("--data").arg(&self.data);
        command
    }
}
