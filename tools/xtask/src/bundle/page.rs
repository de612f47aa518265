//! index.html: the template with the names filled in.

use anyhow::{Result, bail};

/// Replaces each `{{name}}`; a hole nobody fills, or a value without a hole, is an error.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut page = template.to_owned();
    for (name, value) in values {
        let hole = format!("{{{{{name}}}}}");
        if !page.contains(&hole) {
            bail!("app/index.html has no {hole}");
        }
        page = page.replace(&hole, value);
    }
    if let Some((_, rest)) = page.split_once("{{") {
        bail!(
            "app/index.html has a hole that nothing fills: {{{{{}",
            rest.lines().next().unwrap_or_default()
        );
    }
    Ok(page)
}

/// JSON that cannot end the script element around it.
pub(super) fn json_in_script(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// The bundle must work from any folder of any host: every reference is relative to the page.
pub(super) fn check_relative(page: &str) -> Result<()> {
    for attribute in ["src=\"", "href=\""] {
        for (_, rest) in page.match_indices(attribute).map(|(at, found)| page.split_at(at + found.len())) {
            let value = rest.split('"').next().unwrap_or_default();
            if value.starts_with('/') || value.contains("://") {
                bail!("app/index.html refers to {value}: write it relative to the page");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_and_leftovers_refused() {
        assert_eq!(fill("<a {{x}}>", &[("x", "1")]).unwrap(), "<a 1>");
        assert!(fill("<a {{x}} {{y}}>", &[("x", "1")]).is_err());
        assert!(fill("<a>", &[("x", "1")]).is_err());
    }

    #[test]
    fn absolute_references_are_refused() {
        assert!(check_relative("<link href=\"style.css\">").is_ok());
        assert!(check_relative("<link href=\"/style.css\">").is_err());
        assert!(check_relative("<script src=\"https://example.org/x.js\">").is_err());
    }

    #[test]
    fn the_manifest_cannot_close_its_script_element() {
        let text = json_in_script(&serde_json::json!({ "name": "</script>" }));
        assert!(!text.contains('<'));
    }
}
