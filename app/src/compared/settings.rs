//! The settings of several jobs in rows.

/// A setting of every job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRow {
    /// Its name.
    pub name: String,
    /// What each job has it set to; `None` where a job has no such setting.
    pub values: Vec<Option<String>>,
    /// Whether they are not all equal.
    pub differs: bool,
}

/// Every setting that any of the jobs has, in the order in which they name them. One that a job names twice is one setting with two values.
pub fn setting_rows(jobs: &[Vec<(String, String)>]) -> Vec<SettingRow> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in jobs.iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let value = |job: &Vec<(String, String)>, name: &str| {
        let own: Vec<&str> =
            job.iter().filter(|(own, _)| own == name).map(|(_, value)| value.as_str()).collect();
        (!own.is_empty()).then(|| own.join("; "))
    };
    let row = |name: &str| {
        let values: Vec<Option<String>> = jobs.iter().map(|job| value(job, name)).collect();
        let differs = values.iter().any(|value| *value != values[0]);
        SettingRow { name: name.to_owned(), values, differs }
    };
    names.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(facts: &[(&str, &str)]) -> Vec<(String, String)> {
        facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn settings_of_all_jobs_are_found_and_those_that_differ_marked() {
        let rows = setting_rows(&[
            facts(&[("Fast", "10"), ("Slow", "30"), ("Constraint", "a"), ("Constraint", "b")]),
            facts(&[("Fast", "12"), ("Length", "5"), ("Slow", "30"), ("Constraint", "a")]),
        ]);
        let shown = |row: &SettingRow| {
            let values: Vec<&str> = row.values.iter().map(|value| value.as_deref().unwrap_or("–")).collect();
            format!("{} {} {}", row.name, values.join(" | "), row.differs)
        };
        assert_eq!(
            rows.iter().map(shown).collect::<Vec<_>>(),
            ["Fast 10 | 12 true", "Slow 30 | 30 false", "Constraint a; b | a true", "Length – | 5 true"]
        );
        assert_eq!(setting_rows(&[]), []);
    }
}
