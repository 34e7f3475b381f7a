//! What may be typed after `coxa`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Measure how a hip really moves, work out what limits it, prescribe, and dose every session from how the last ones felt.
///
/// A file named - is standard input. This is not a diagnosis: it names restriction patterns with their probability,
/// and says what to have checked.
#[derive(Debug, Parser)]
#[command(name = "coxa", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Print exactly one JSON value to standard output; everything for people goes to standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The whole loop on a sample person made up by the project, into a folder
    Demo {
        /// Folder for the files and the report
        #[arg(long, default_value = "demo-out", value_name = "DIR")]
        out: PathBuf,
    },
    /// Joint angles (.mot, .sto, .csv) to findings with the compensation split
    Measure(Measure),
    /// Markers to joint angles on an OpenSim model
    Ik(Ik),
    /// An assessment, or a person and findings, to a restriction pattern
    Assess(Assess),
    /// A pattern to a programme, inside what the guard allows
    Prescribe(Prescribe),
    /// Programme and journal to today's session, or why not and where to turn
    Dose(Dose),
    /// Append to or verify a journal
    #[command(subcommand)]
    Journal(Journal),
    /// Whose sessions would differ under a version of the rules, and how
    Replay(Replay),
    /// A self-contained HTML report
    Report(Report),
    /// The app in a browser, for one person on this machine
    Serve(Serve),
    /// Everything about one person, out of the store
    Export(Export),
    /// A verified copy of the store
    Backup(Backup),
    /// Remove one person from the store for good
    Erase(Erase),
    /// The JSON Schema of a kind of file, or the list of kinds
    Schema {
        /// assessment, findings, pattern, programme, session, event, error
        name: Option<String>,
    },
    /// The clinical tables: their values, sources, statuses, and the codes of errors
    #[command(subcommand)]
    Knowledge(Knowledge),
}

#[derive(Debug, Args)]
pub(crate) struct Measure {
    /// Recordings of markers (.c3d, .trc) or of joint angles (.mot, .sto, .csv)
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Follow markers on this OpenSim model, as it is; without it a body is made from the person's own still posture
    #[arg(long, value_name = "M.osim")]
    pub(crate) model: Option<PathBuf>,
    /// What is known of the person: widths of knee and ankle, a static recording
    #[arg(long, value_name = "S.toml")]
    pub(crate) subject: Option<PathBuf>,
    /// Only this screen, such as deep_squat; without it every screen the recording supports
    #[arg(long, value_name = "ID")]
    pub(crate) test: Option<String>,
    /// Only this side
    #[arg(long, value_name = "left|right")]
    pub(crate) side: Option<String>,
    /// The screen's variant the recording shows, such as heels_raised
    #[arg(long, value_name = "ID")]
    pub(crate) variant: Option<String>,
    /// The day of the recording, year-month-day
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    /// What recorded it: optical, imu, camera_multi, camera_1
    #[arg(long, default_value = "optical", value_name = "ID")]
    pub(crate) instrument: String,
    /// Also write: findings (.json) or the joint angles (.mot, .csv)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Draw the hip's curves, the markers' errors and the compensation split into a page
    #[arg(long, value_name = "F.html")]
    pub(crate) plot: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Ik {
    /// The model, .osim
    #[arg(long, value_name = "M.osim")]
    pub(crate) model: PathBuf,
    /// Marker positions, .trc or .c3d
    #[arg(long, value_name = "F.trc|F.c3d", required_unless_present = "orientations", conflicts_with = "orientations")]
    pub(crate) markers: Option<PathBuf>,
    /// Orientations of sensors as quaternions, .sto; the model has a frame of each sensor's name
    #[arg(long, value_name = "F.sto")]
    pub(crate) orientations: Option<PathBuf>,
    /// An IKTaskSet or a whole InverseKinematicsTool setup, of which only the tasks are used, or an
    /// IMUInverseKinematicsTool setup for the sensors' weights and room; without it all that model and file share counts one
    #[arg(long, value_name = "T.xml")]
    pub(crate) tasks: Option<PathBuf>,
    /// Accepted for OpenSim's sake: couplers and locked coordinates always hold exactly
    #[arg(long, value_name = "W")]
    pub(crate) constraint_weight: Option<f64>,
    /// First time, s
    #[arg(long, value_name = "S")]
    pub(crate) start: Option<f64>,
    /// Last time, s
    #[arg(long, value_name = "S")]
    pub(crate) end: Option<f64>,
    /// Leave a marker out of frames in which it jumps far from where the others say it is
    #[arg(long)]
    pub(crate) robust: bool,
    /// Write how far each marker is from the model in every frame, m, with OpenSim's sums before: .mot, .sto or .csv
    #[arg(long, value_name = "F.sto")]
    pub(crate) marker_errors: Option<PathBuf>,
    /// Write the standard errors of all coordinates, too: .mot, .sto or .csv
    #[arg(long, value_name = "F.sto")]
    pub(crate) standard_errors: Option<PathBuf>,
    /// Draw the hip's curves and the markers' errors into a page
    #[arg(long, value_name = "F.html")]
    pub(crate) plot: Option<PathBuf>,
    /// Where the joint angles go: .mot, .sto or .csv
    #[arg(long, value_name = "F.mot")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Assess {
    /// assessment.json, or findings.json together with --person
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The person: an assessment file, usually without findings
    #[arg(long, value_name = "P.json")]
    pub(crate) person: Option<PathBuf>,
    /// Findings to add, from coxa measure or typed
    #[arg(long, value_name = "F.json", num_args = 1..)]
    pub(crate) findings: Vec<PathBuf>,
    /// Journal so far: the guard's state is inherited, earlier findings show change
    #[arg(long, value_name = "J.ndjson")]
    pub(crate) journal: Option<PathBuf>,
    /// The day, year-month-day; today when left out
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    /// Take a journal made by hand, without hashes, as whole
    #[arg(long)]
    pub(crate) trust: bool,
    /// Write the pattern here instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Prescribe {
    /// pattern.json
    #[arg(value_name = "PATTERN.json")]
    pub(crate) pattern: PathBuf,
    /// Journal so far: the guard's state is inherited
    #[arg(long, value_name = "J.ndjson")]
    pub(crate) journal: Option<PathBuf>,
    /// The day, year-month-day; today when left out
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    /// Search on towards the optimum instead of stopping within 1 % of the bound
    #[arg(long)]
    pub(crate) thorough: bool,
    /// Take a journal made by hand, without hashes, as whole
    #[arg(long)]
    pub(crate) trust: bool,
    /// Write the programme here instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Dose {
    /// programme.json
    #[arg(long, value_name = "P.json")]
    pub(crate) programme: PathBuf,
    /// journal.ndjson
    #[arg(long, value_name = "J.ndjson")]
    pub(crate) journal: PathBuf,
    /// The day, year-month-day; today when left out
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    /// Take a journal made by hand, without hashes, as whole
    #[arg(long)]
    pub(crate) trust: bool,
    /// Write the session here instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Journal {
    /// Append one event; its number and hash are given here
    Append {
        /// journal.ndjson; made when it does not exist
        #[arg(value_name = "J.ndjson")]
        journal: PathBuf,
        /// One event
        #[arg(value_name = "EVENT.json")]
        event: PathBuf,
    },
    /// Check order, chain and completeness
    Verify {
        /// journal.ndjson
        #[arg(value_name = "J.ndjson")]
        journal: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// Version of the rules
    #[arg(long, value_name = "VERSION")]
    pub(crate) rules: String,
    /// Journals
    #[arg(required = true, value_name = "J.ndjson")]
    pub(crate) journals: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// programme.json, which embeds pattern and assessment; or pattern.json
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// session.json, for today's drills
    #[arg(long, value_name = "FILE")]
    pub(crate) session: Option<PathBuf>,
    /// Recordings whose curves and compensation split are shown
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) motion: Vec<PathBuf>,
    /// Where to write the page
    #[arg(long, default_value = "report.html", value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen; this version serves this machine only
    #[arg(long, default_value = "127.0.0.1:7320", value_name = "ADDRESS:PORT")]
    pub(crate) listen: String,
    /// The store
    #[arg(long, default_value = "sqlite:coxa.db", value_name = "sqlite:PATH")]
    pub(crate) database: String,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The person's id in the store
    #[arg(long, value_name = "ID")]
    pub(crate) person: String,
    /// The store
    #[arg(long, default_value = "sqlite:coxa.db", value_name = "sqlite:PATH")]
    pub(crate) database: String,
    /// Take these journals into the store first
    #[arg(long, value_name = "J.ndjson", num_args = 1..)]
    pub(crate) import: Vec<PathBuf>,
    /// Write the journal here instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The store
    #[arg(long, default_value = "sqlite:coxa.db", value_name = "sqlite:PATH")]
    pub(crate) database: String,
    /// Where the copy goes
    #[arg(value_name = "FILE")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// The person's id in the store
    #[arg(long, value_name = "ID")]
    pub(crate) person: String,
    /// The store
    #[arg(long, default_value = "sqlite:coxa.db", value_name = "sqlite:PATH")]
    pub(crate) database: String,
    /// Yes, for good
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Knowledge {
    /// What the tables hold, by table and status
    Check,
    /// One row: a drill, screen, norm, flag, question, rule, threshold, goal, reference and others
    Show {
        /// Its id
        id: String,
    },
    /// Every safety question with its id; as JSON an object of answers to fill in
    Questions,
    /// Every error code with its meaning and what to do
    Errors,
    /// Write the pages of rules, screens and drills
    Pages {
        /// Folder
        #[arg(long, default_value = "docs", value_name = "DIR")]
        out: PathBuf,
    },
}
