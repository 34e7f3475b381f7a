//! coxa beside OpenSim and ezc3d in one run: the same files, one after another on one core, CPU time, and their ratio.
//!
//! Prints a table, or with `--json` one object a comparison. Needs the recordings (`COXA_DATA`) and Python with the peers; what
//! is missing is said with the command that brings it, and the rest is still measured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use coxa_bench::recordings::{c3d_files, data};
use serde_json::{Value, json};

/// Trials that OpenSim's solver tracks, of a model without bounds and one with bounds and couplers.
const SOLVED: [&str; 2] = ["opensim/gait2354_subject01_walk", "opensim/rajagopal_walk"];

/// The trial of OpenSim's tool: long, and with a marker at almost every landmark.
const WHOLE: &str = "opencap_subject4/squats1";

/// Runs of OpenSim's solver; the fastest counts, as for coxa.
const SOLVER_RUNS: &str = "3";

/// Runs of `coxa ik`; the one with the least CPU time counts.
const COMMAND_RUNS: &str = "7";

/// What OpenSim's tool uses unless told otherwise.
const ACCURACY: &str = "1e-5";

/// Length of each batch of ezc3d's reads, s, as for coxa.
const BATCH_SECONDS: &str = "0.25";

/// Versions that the published figures were made with.
const PEERS: &str = "opensim==4.6 ezc3d==1.7.2 numpy";

fn main() {
    let report = Report { as_json: std::env::args().any(|word| word == "--json") };
    if !data().join("motion").is_dir() {
        eprintln!("peers: left out: no recordings at {}; set COXA_DATA", data().display());
        return;
    }
    let bench = Bench::new();
    report.head(&bench);
    if bench.has_peer("opensim") {
        solver(&bench, &report);
        tool(&bench, &report);
    }
    if bench.has_peer("ezc3d") {
        reading(&bench, &report);
    }
}

/// Frames a second through the interfaces, with everything in memory.
fn solver(bench: &Bench, report: &Report) {
    let own = bench.own("ik");
    for name in SOLVED {
        let folder = data().join("motion").join(name);
        let theirs = bench.peer("opensim_solver.py", &[folder.to_string_lossy().as_ref(), SOLVER_RUNS]);
        let theirs = number(&theirs, &["frames_per_s"]);
        let own = own.iter().find(|line| line["name"] == name).cloned().into_iter().collect::<Vec<_>>();
        let own = number(&own, &["sequence_frames_per_s", "frames_per_s"]);
        report.row(&format!("{name}, solver"), "frames/s", "OpenSim", own, theirs, More::Faster);
    }
}

/// A whole trial as a person runs it.
fn tool(bench: &Bench, report: &Report) {
    let folder = data().join("motion").join(WHOLE);
    let out = std::env::temp_dir().join(format!("coxa-peers-{}", std::process::id()));
    if let Err(error) = std::fs::create_dir_all(&out) {
        eprintln!("peers: left out: {}: {error}", out.display());
        return;
    }
    let (theirs_out, own_out) = (out.join("opensim.mot"), out.join("coxa.mot"));
    let theirs = bench
        .peer("opensim_ik.py", &[folder.to_string_lossy().as_ref(), ACCURACY, theirs_out.to_string_lossy().as_ref()]);
    let own = ik_words(&folder, &own_out).map(|words| {
        let coxa = bench.coxa.to_string_lossy().into_owned();
        let all: Vec<&str> =
            [COMMAND_RUNS, coxa.as_str()].into_iter().chain(words.iter().map(String::as_str)).collect();
        bench.peer("cpu_of_command.py", &all)
    });
    let own = own.and_then(|lines| number(&lines, &["cpu_s"]));
    report.row(&format!("{WHOLE}, tool"), "CPU s", "OpenSim", own, number(&theirs, &["cpu_s"]), More::Slower);
    if let Err(error) = std::fs::remove_dir_all(&out) {
        eprintln!("peers: {} is left: {error}", out.display());
    }
}

/// `coxa ik` on a case; `None`, with the reason said, when the case cannot be read.
fn ik_words(folder: &Path, out: &Path) -> Option<Vec<String>> {
    let path = folder.join("case.json");
    let text = std::fs::read_to_string(&path).map_err(|error| error.to_string());
    let case: Result<Value, String> = text.and_then(|text| serde_json::from_str(&text).map_err(|it| it.to_string()));
    let case = match case {
        Ok(case) => case,
        Err(reason) => {
            eprintln!("peers: left out: {}: {reason}", path.display());
            return None;
        }
    };
    let file = |key: &str| case[key].as_str().map(|name| folder.join(name).to_string_lossy().into_owned());
    let mut words = vec!["ik".to_owned(), "--model".to_owned(), file("model")?, "--markers".to_owned(), file("trc")?];
    if let Some(setup) = file("setup") {
        words.extend(["--tasks".to_owned(), setup]);
    }
    words.extend(["--out".to_owned(), out.to_string_lossy().into_owned()]);
    Some(words)
}

/// One read of each C3D file.
fn reading(bench: &Bench, report: &Report) {
    let files: Vec<String> = c3d_files(&data()).iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let words: Vec<&str> = std::iter::once(BATCH_SECONDS).chain(files.iter().map(String::as_str)).collect();
    let (own, theirs) = (bench.own("c3d"), bench.peer("ezc3d_read.py", &words));
    for file in &files {
        let of = |lines: &[Value]| {
            let line: Vec<Value> = lines.iter().filter(|line| line["name"] == file.as_str()).cloned().collect();
            number(&line, &["cpu_ms"])
        };
        let short = Path::new(file).strip_prefix(data()).unwrap_or(Path::new(file)).display().to_string();
        report.row(&short, "CPU ms", "ezc3d", of(&own), of(&theirs), More::Slower);
    }
}

/// The value of the first of the keys that a line has.
fn number(lines: &[Value], keys: &[&str]) -> Option<f64> {
    lines.iter().find_map(|line| keys.iter().find_map(|key| line[*key].as_f64()))
}

/// Where everything is.
struct Bench {
    python: PathBuf,
    coxa: PathBuf,
    target: PathBuf,
    pinned: bool,
}

impl Bench {
    fn new() -> Bench {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let target = std::env::var_os("COXA_TARGET").map_or_else(|| manifest.join("../target"), PathBuf::from);
        let of_venv = target.join("peers").join("bin").join("python");
        let python = std::env::var_os("COXA_PEERS_PYTHON").map_or(of_venv, PathBuf::from);
        let python = if python.is_file() { python } else { PathBuf::from("python3") };
        let coxa = target.join("release").join(format!("coxa{}", std::env::consts::EXE_SUFFIX));
        let mut taskset = Command::new("taskset");
        taskset.args(["-c", "0", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
        Bench { python, coxa, pinned: taskset.status().is_ok_and(|status| status.success()), target }
    }

    /// A command on the first core, where the system can pin it.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(if self.pinned { Path::new("taskset") } else { program });
        if self.pinned {
            command.args(["-c", "0"]).arg(program);
        }
        command
    }

    /// Whether Python has a peer; if not, what brings it is said.
    fn has_peer(&self, package: &str) -> bool {
        let found = Command::new(&self.python)
            .args(["-c", &format!("import {package}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !found {
            let venv = self.target.join("peers");
            let venv = venv.display();
            eprintln!("peers: {package} is left out: {} cannot import it; type:", self.python.display());
            eprintln!("  python3 -m venv {venv} && {venv}/bin/pip install {PEERS}");
        }
        found
    }

    /// What a script of `bench/peers/` prints.
    fn peer(&self, script: &str, words: &[&str]) -> Vec<Value> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script);
        lines_of(self.command(&self.python).arg(script).args(words))
    }

    /// What another benchmark of this package prints, where this version has it.
    fn own(&self, name: &str) -> Vec<Value> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        if !manifest.join("benches").join(format!("{name}.rs")).is_file() {
            eprintln!("peers: this version has no benchmark {name}; its side stays empty");
            return Vec::new();
        }
        let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
        let mut command = self.command(&cargo);
        command.args(["bench", "--quiet", "--locked", "--manifest-path"]).arg(manifest.join("Cargo.toml"));
        command.arg("--target-dir").arg(self.target.join("bench")).args(["--bench", name, "--", "--json"]);
        lines_of(&mut command)
    }
}

/// Lines of standard output that are JSON objects; a failure is said and gives none.
fn lines_of(command: &mut Command) -> Vec<Value> {
    let shown = format!("{command:?}");
    match command.stdin(Stdio::null()).stderr(Stdio::inherit()).output() {
        Ok(output) if output.status.success() => {
            let text = String::from_utf8_lossy(&output.stdout);
            text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
        }
        Ok(output) => {
            eprintln!("peers: {shown} ended with {}", output.status);
            Vec::new()
        }
        Err(error) => {
            eprintln!("peers: {shown} could not be started: {error}");
            Vec::new()
        }
    }
}

/// What more of a number means.
#[derive(Clone, Copy)]
enum More {
    Faster,
    Slower,
}

struct Report {
    as_json: bool,
}

impl Report {
    fn head(&self, bench: &Bench) {
        if !self.as_json {
            let core = if bench.pinned { "pinned to one core" } else { "not pinned: there is no taskset here" };
            println!("{core}; ratio above 1: coxa is so many times faster");
            println!("{:54} {:9} {:>12} {:>8} {:>12} {:>8}", "what", "unit", "coxa", "peer", "", "ratio");
        }
    }

    fn row(&self, what: &str, unit: &str, peer: &str, own: Option<f64>, theirs: Option<f64>, more: More) {
        let ratio = own.zip(theirs).map(|(own, theirs)| match more {
            More::Faster => own / theirs,
            More::Slower => theirs / own,
        });
        if self.as_json {
            println!(
                "{}",
                json!({ "name": what, "unit": unit, "coxa": own, "peer": peer, "theirs": theirs, "ratio": ratio })
            );
        } else {
            let cell = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), significant);
            println!("{what:54} {unit:9} {:>12} {peer:>8} {:>12} {:>8}", cell(own), cell(theirs), cell(ratio));
        }
    }
}

/// Three digits that count.
fn significant(value: f64) -> String {
    let digits = (2.0 - value.abs().max(1e-9).log10().floor()).clamp(0.0, 6.0);
    format!("{value:.*}", digits as usize)
}
