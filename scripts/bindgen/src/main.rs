//! Writes the JavaScript glue of a wasm module: what this project needs of wasm-bindgen's command line.
//!
//! `logatlas-bindgen IN.wasm OUT_DIR NAME` writes `NAME.js`, `NAME.d.ts`, `NAME_bg.wasm`, the snippets of the
//! dependencies, and `memory.js` with the number of pages the module wants at its start: whoever creates
//! the shared memory in JavaScript must know it, and no browser tells.

use std::{env, error::Error, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [input, out_dir, name] = arguments.as_slice() else {
        return Err("usage: logatlas-bindgen IN.wasm OUT_DIR NAME".into());
    };
    let mut output = Bindgen::new()
        .input_path(input)
        .out_name(name)
        .web(true)?
        .typescript(true)
        // Callers always pass a compiled module, so the glue needs no address of its own.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    output.emit(out_dir)?;

    let initial = output.wasm().memories.iter().map(|memory| memory.initial).max();
    let initial = initial.ok_or("the module has no memory")?;
    let text = format!(
        "/* Pages of 64 KiB that the module wants at its start. Generated. */\nexport const initialPages = {initial};\n"
    );
    fs::write(Path::new(out_dir).join("memory.js"), text)?;
    Ok(())
}
