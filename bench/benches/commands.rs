//! Whole commands as a person waits for them: start, demo, and the dose of a long journal; and the dose alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use coxa::dose::History;
use coxa_bench::journal::long_journal;
use coxa_formats::{JournalOptions, Trust, read_journal, read_programme};

/// Events of the long journal.
const EVENTS: usize = 10_000;

fn main() {
    let coxa = binary();
    let folder = std::env::temp_dir().join(format!("coxa-bench-{}", std::process::id()));
    let demo = folder.join("demo");
    println!("{}", coxa.display());

    report("coxa --version", &times(30, || run(Command::new(&coxa).arg("--version"))));
    report("coxa demo", &times(7, || run(Command::new(&coxa).arg("demo").arg("--out").arg(&demo))));

    let programme = demo.join("programme.json");
    let text = std::fs::read(&programme).expect("the demo writes a programme");
    let programme_file = read_programme(&text).expect("the demo's programme reads back").value;
    let (journal, day) = long_journal(&programme_file, EVENTS);
    let path = folder.join("long.ndjson");
    std::fs::write(&path, &journal).expect("a journal in the temporary folder");
    let mut dose = Command::new(&coxa);
    dose.arg("--json").arg("dose").arg("--programme").arg(&programme).arg("--journal").arg(&path).args(["--on", &day]);
    report(&format!("coxa dose, {EVENTS} events ({} kB)", journal.len() / 1024), &times(15, || run(&mut dose)));

    let options = JournalOptions { trust: Trust::ChainOnly, today: None };
    report("  of that: reading and checking the chain", &times(15, || drop(read_journal(journal.as_bytes(), &options))));
    let history = read_journal(journal.as_bytes(), &options).expect("a whole journal").history;
    let last = history.events().last().expect("events").day.plus(1);
    report("  of that: the guard and the session", &times(15, || dosed(&programme_file, &history, last)));
    std::fs::remove_dir_all(&folder).expect("the temporary folder is ours");
}

fn dosed(file: &coxa_formats::ProgrammeFile, history: &History, day: coxa::vocabulary::Day) {
    std::hint::black_box(coxa_knowledge::knowledge().dose(&file.programme, history, day));
}

/// The release binary, which `cargo xtask bench` builds first.
fn binary() -> PathBuf {
    let target = std::env::var_os("COXA_TARGET")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    target.join("release").join(format!("coxa{}", std::env::consts::EXE_SUFFIX))
}

fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the binary runs");
    assert!(status.success(), "{command:?}");
}

/// Wall times in milliseconds, in order of size.
fn times(runs: usize, mut work: impl FnMut()) -> Vec<f64> {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

fn report(what: &str, times: &[f64]) {
    let (least, median, most) = (times[0], times[times.len() / 2], times[times.len() - 1]);
    println!("{what:50} median {median:8.1} ms   (least {least:.1}, most {most:.1}, {} runs)", times.len());
}
