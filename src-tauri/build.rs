//! Puts the built screens and the list of permitted commands into the program.

use std::path::Path;

fn main() {
    // The window carries `ui/dist`. A checkout whose screens are not built yet still compiles, with an empty window.
    let screens = Path::new("../ui/dist");
    println!("cargo:rerun-if-changed={}", screens.display());
    if !screens.join("index.html").is_file() {
        println!("cargo:warning=the screens are not built: `npm run build` in ui");
        std::fs::create_dir_all(screens).expect("ui is writable");
    }
    let commands = tauri_build::AppManifest::new().commands(&["call"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .expect("the configuration is sound");
}
