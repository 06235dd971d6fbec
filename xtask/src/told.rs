//! What a step said that tells why it failed: whoever sees only the end of a long output finds it there.

use std::collections::VecDeque;

/// Lines that begin what went wrong, in the words of the runners.
const TELLING: [&str; 6] = ["FAILED", "FAIL [", "panicked at", "has been running for over", "✖ ", "error["];
const MOST: usize = 20;

/// The lines that are kept of an output.
#[derive(Debug, Default)]
pub struct Told {
    telling: Vec<String>,
    last: VecDeque<String>,
}

impl Told {
    /// The next line.
    pub fn hear(&mut self, line: &str) {
        if self.telling.len() < MOST && TELLING.iter().any(|word| line.contains(word)) {
            self.telling.push(line.to_owned());
        }
        if self.last.len() == MOST {
            self.last.pop_front();
        }
        self.last.push_back(line.to_owned());
    }

    /// The telling lines that the last ones do not have, then the last ones, in their order.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let earlier = self.telling.iter().filter(|line| !self.last.contains(line));
        earlier.chain(&self.last).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_long_ago_and_the_end_are_both_kept_once() {
        let mut told = Told::default();
        told.hear("test writers::bela_waits has been running for over 60 seconds");
        (0..100).for_each(|n| told.hear(&format!("test t{n} ... ok")));
        told.hear("test asha ... FAILED");
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines.len(), 1 + MOST);
        assert!(lines[0].contains("bela_waits") && lines[1].contains("t81"));
        assert_eq!(lines[MOST], "test asha ... FAILED");
    }
}
