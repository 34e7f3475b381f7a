//! Named steps with their durations: the first that fails ends the run and says its name.

use std::time::{Duration, Instant};

use crate::{Failure, Outcome};

/// The steps run so far.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// Runs one step; its failure carries the step's name and how long the others took.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) -> Outcome {
        println!("\n=== {name}");
        let began = Instant::now();
        let outcome = work();
        let took = began.elapsed();
        match outcome {
            Ok(()) => {
                println!("--- {name}: done in {}", seconds(took));
                self.done.push((name.to_owned(), took));
                Ok(())
            }
            Err(Failure::Wrong(text)) => {
                self.print();
                Err(Failure::Wrong(format!("step `{name}` failed after {}: {text}", seconds(took))))
            }
            Err(Failure::Usage(text)) => Err(Failure::Usage(format!("step `{name}`: {text}"))),
        }
    }

    /// Prints each finished step with its duration, and the sum.
    pub(crate) fn print(&self) {
        println!();
        for (name, took) in &self.done {
            println!("{:>9}  {name}", seconds(*took));
        }
        println!("{:>9}  in all", seconds(self.done.iter().map(|(_, took)| *took).sum()));
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
