//! Trains the model that is shipped, `model/default.bin`, from the codebook of this repository: `make language-train`.

mod public;

use language::codebook;
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = public::codebook(&home.join("codebook"))?;
    let model = language::heads::train(&codebook::rows(&entries), &codebook::settings())?;
    let bytes = model.with_note(&codebook::origin(&entries)).to_bytes();
    fs::write(home.join("model/default.bin"), &bytes)?;
    println!("Trained on {} sentences; the model has {} bytes.", entries.len(), bytes.len());
    Ok(())
}
