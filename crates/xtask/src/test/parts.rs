//! Which part of the suite a test program belongs to.

use std::path::Path;

use crate::cargo::Executable;
use crate::cli::Part;

/// By the package's directory; the black-box package has programs for the browser, the trackers, kills and others.
pub fn part_of(executable: &Executable) -> Part {
    if executable.package == Path::new("crates/db") {
        Part::Store
    } else if executable.package != Path::new("tests") {
        Part::Unit
    } else if executable.target == "browser" {
        Part::Browser
    } else if executable.target == "compat" {
        Part::Compat
    } else if executable.target == "durability" {
        Part::Durability
    } else {
        Part::Api
    }
}

/// How many tests of a part run at once, where it is not as many as there are processors. Those over HTTP wait
/// for the server's clocks now and then: half as many again keep the processors busy.
pub fn threads(part: Part, processors: usize) -> Option<usize> {
    (part == Part::Api).then(|| processors + processors.div_ceil(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_has_its_part() {
        let part = |package: &str, target: &str| {
            let (package, target) = (package.into(), target.into());
            part_of(&Executable { package, target, file: "x".into(), is_test: true })
        };
        assert_eq!(part("crates/domain", "patron_domain"), Part::Unit);
        assert_eq!(part("api", "patron"), Part::Unit);
        assert_eq!(part("crates/db", "rls"), Part::Store);
        assert_eq!(part("tests", "api"), Part::Api);
        assert_eq!(part("tests", "breaking"), Part::Api);
        assert_eq!(part("tests", "compat"), Part::Compat);
        assert_eq!(part("tests", "durability"), Part::Durability);
        assert_eq!(part("tests", "browser"), Part::Browser);
    }

    #[test]
    fn only_what_waits_gets_more_threads_than_processors() {
        assert_eq!(threads(Part::Api, 1), Some(2));
        assert_eq!(threads(Part::Api, 2), Some(3));
        assert_eq!(threads(Part::Browser, 2), None);
    }
}
