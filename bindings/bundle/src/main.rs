//! `coxa-bundle IN.wasm OUT_DIR`: writes `coxa.js`, `coxa.d.ts` and `coxa_bg.wasm` for a browser.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, out] = arguments.as_slice() else {
        eprintln!("usage: coxa-bundle IN.wasm OUT_DIR");
        return ExitCode::from(2);
    };
    let bundled =
        wasm_bindgen_cli_support::Bindgen::new().input_path(input).out_name("coxa").web(true).and_then(|bindgen| {
            bindgen.typescript(true).remove_name_section(true).remove_producers_section(true).generate(out)
        });
    match bundled {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("coxa-bundle: {input}: {error:#}");
            ExitCode::from(1)
        }
    }
}
