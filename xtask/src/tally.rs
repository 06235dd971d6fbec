//! Counts tests from what test runners print. Pure: one line in, a tally or nothing out.

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that did not.
    pub failed: u32,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// What a line says, if it is the summary of nextest, cargo test, vitest or node's runner.
pub fn read(line: &str) -> Option<Tally> {
    let plain = without_colour(line);
    let line = plain.trim();
    if line.starts_with("Summary [") && line.contains("tests run:") {
        return Some(both(line.split_once("tests run:")?.1));
    }
    if line.starts_with("Summary [") && line.contains("test run:") {
        return Some(both(line.split_once("test run:")?.1));
    }
    if let Some(counts) = line.strip_prefix("test result:") {
        return Some(both(counts));
    }
    if let Some(counts) = line.strip_prefix("Tests ") {
        return Some(both(counts));
    }
    let node = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# "))?;
    let (word, number) = node.split_once(' ')?;
    let number = number.parse().ok()?;
    match word {
        "pass" => Some(Tally { passed: number, failed: 0 }),
        "fail" => Some(Tally { passed: 0, failed: number }),
        _ => None,
    }
}

fn both(text: &str) -> Tally {
    let ended_early = before(text, "timed out") + before(text, "exec failed");
    Tally { passed: before(text, "passed"), failed: before(text, "failed") + ended_early }
}

/// The number that stands before a word: 3 for `failed` in `10 passed, 3 failed`.
fn before(text: &str, word: &str) -> u32 {
    let find = |at: usize| text[..at].split_whitespace().next_back()?.parse().ok();
    text.match_indices(word).find_map(|(at, _)| find(at)).unwrap_or(0)
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((text, code)) = rest.split_once('\u{1b}') {
        plain.push_str(text);
        rest = code.split_once('m').map_or("", |(_, after)| after);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u32, failed: u32) -> Option<Tally> {
        Some(Tally { passed, failed })
    }

    #[test]
    fn every_runner_is_understood() {
        assert_eq!(
            read("     Summary [   1.2s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped"),
            tally(9, 3)
        );
        assert_eq!(read("     Summary [   0.1s] 1 test run: 1 passed, 0 skipped"), tally(1, 0));
        assert_eq!(read("test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured"), tally(5, 2));
        assert_eq!(read("\u{1b}[2m      Tests \u{1b}[22m 2 failed | 10 passed (12)"), tally(10, 2));
        assert_eq!(read("ℹ pass 7"), tally(7, 0));
        assert_eq!(read("# fail 4"), tally(0, 4));
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in ["Test Files  3 passed (3)", "all tests passed", "ℹ duration_ms 12.5", "# Subtest: a", ""]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
