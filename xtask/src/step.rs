//! Runs one step: shows its output as it comes, counts its tests, and ends it at its time limit.

use std::io::{BufRead, BufReader, PipeReader};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::children;
use crate::tally::{self, Tally};
use crate::told::Told;

/// A named command with a time limit.
pub struct Step {
    /// As the summary shows it.
    pub name: &'static str,
    /// What is run.
    pub command: Command,
    /// After this it is ended and counts as failed.
    pub limit: Duration,
}

/// How a step went.
pub struct Outcome {
    /// As the summary shows it.
    pub name: &'static str,
    /// What went wrong, if anything did.
    pub problem: Option<String>,
    /// How long it took.
    pub took: Duration,
    /// Its tests; a step without tests counts as one.
    pub tally: Tally,
    /// What it said, in short.
    pub told: Told,
}

enum Event {
    Line(String),
    OutputEnded,
    Ended(std::io::Result<ExitStatus>),
}

/// How a program ended.
enum Ending {
    Itself(ExitStatus),
    /// It was ended, and with it (or not) all that could still write.
    Limit {
        all_gone: bool,
    },
}

/// Time for the last lines to arrive once the program has ended.
const LAST_LINES: Duration = Duration::from_secs(5);

/// Runs the step to its end or its limit.
pub fn run(step: Step) -> Outcome {
    println!("\n── {} ──", step.name);
    let started = now();
    let (mut tally, mut told) = (Tally::default(), Told::default());
    let mut hear = |line: &str| {
        println!("{line}");
        tally += tally::read(line).unwrap_or_default();
        told.hear(line);
    };
    let limit = step.limit.as_secs();
    let problem = match follow(step.command, started + step.limit, &mut hear) {
        Ok(Ending::Itself(status)) if status.success() => None,
        Ok(Ending::Itself(status)) => Some(status.to_string()),
        Ok(Ending::Limit { all_gone: true }) => Some(format!("ended at its limit of {limit} s")),
        Ok(Ending::Limit { all_gone: false }) => Some(format!("would not end at its limit of {limit} s")),
        Err(error) => Some(format!("{error:#}")),
    };
    Outcome {
        name: step.name,
        took: started.elapsed(),
        tally: whole(tally, problem.is_some()),
        problem,
        told,
    }
}

/// A step without tests is one check; a step that failed has failed at least once.
fn whole(tally: Tally, failed: bool) -> Tally {
    match (tally, failed) {
        (Tally { failed: 0, .. }, true) => Tally { failed: 1, ..tally },
        (Tally { passed: 0, failed: 0 }, false) => Tally { passed: 1, failed: 0 },
        _ => tally,
    }
}

fn follow(mut command: Command, limit: Instant, hear: &mut impl FnMut(&str)) -> Result<Ending> {
    let (output, input) = std::io::pipe()?;
    command.stdin(std::process::Stdio::null()).stdout(input.try_clone()?).stderr(input);
    let child = children::start(command)?;
    let group = child.id();
    let (events, inbox) = channel();
    watch(child, events.clone());
    read_lines(output, events);
    let mut seen = Seen::default();
    seen.until(limit, &inbox, hear)?;
    children::end(group);
    if let Some(status) = seen.status {
        return Ok(Ending::Itself(status));
    }
    seen.until(now() + LAST_LINES, &inbox, hear)?;
    Ok(Ending::Limit { all_gone: seen.status.is_some() && seen.quiet })
}

/// What is known of a program.
#[derive(Default)]
struct Seen {
    status: Option<ExitStatus>,
    quiet: bool,
}

impl Seen {
    /// Hears lines until the program has ended and all is said, or until the deadline.
    fn until(
        &mut self,
        deadline: Instant,
        inbox: &Receiver<Event>,
        hear: &mut impl FnMut(&str),
    ) -> Result<()> {
        let mut deadline = deadline;
        while self.status.is_none() || !self.quiet {
            match inbox.recv_timeout(deadline.saturating_duration_since(now())) {
                Ok(Event::Line(line)) => hear(&line),
                Ok(Event::OutputEnded) => self.quiet = true,
                Ok(Event::Ended(status)) => {
                    self.status = Some(status?);
                    deadline = deadline.min(now() + LAST_LINES);
                }
                Err(_) => break,
            }
        }
        Ok(())
    }
}

fn watch(mut child: Child, events: Sender<Event>) {
    std::thread::spawn(move || events.send(Event::Ended(child.wait())));
}

fn read_lines(output: PipeReader, events: Sender<Event>) {
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
            let text = String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned();
            line.clear();
            if events.send(Event::Line(text)).is_err() {
                return;
            }
        }
        let _nobody_listens = events.send(Event::OutputEnded);
    });
}

#[expect(clippy::disallowed_methods, reason = "time limits of the suite, nothing the product sees")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(line: &str, limit: Duration) -> Outcome {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        run(Step { name: "a step of the test", command, limit })
    }

    #[test]
    fn a_step_that_passes_counts_its_tests() {
        let outcome = shell("echo 'test result: ok. 3 passed; 0 failed'", Duration::from_secs(20));
        assert!(outcome.problem.is_none());
        assert_eq!(outcome.tally, Tally { passed: 3, failed: 0 });
    }

    #[test]
    fn a_step_that_fails_counts_as_failed_even_without_a_summary() {
        let outcome = shell("echo 'test result: ok. 3 passed; 0 failed'; exit 3", Duration::from_secs(20));
        assert!(outcome.problem.is_some_and(|problem| problem.contains('3')));
        assert_eq!(outcome.tally, Tally { passed: 3, failed: 1 });
    }

    #[test]
    fn a_step_is_ended_at_its_limit_with_what_it_started() {
        let outcome = shell("sleep 600 & sleep 600", Duration::from_millis(200));
        assert_eq!(outcome.problem.as_deref(), Some("ended at its limit of 0 s"));
        assert!(outcome.took < Duration::from_secs(60));
    }
}
