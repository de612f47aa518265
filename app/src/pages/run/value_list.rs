//! The values of an axis, typed one by one. Pure.

/// The texts of the single values of a list; `None` if nothing was typed. Blanks and semicolons separate, and so does a comma with a
/// blank beside it, one of several in a word, one beside a decimal point, and any where the values are whole numbers.
///
/// # Errors
/// A sentence, where a comma can be read as a decimal sign, or as one of thousands, as well.
pub(super) fn listed(text: &str, is_whole: bool) -> Option<Result<Vec<String>, String>> {
    let words: Vec<&str> =
        text.split([' ', ';', '\t', '\u{a0}', '\u{202f}']).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return None;
    }
    let values = words.into_iter().map(|word| of_word(word, is_whole)).collect::<Result<Vec<_>, _>>();
    Some(
        values.map(|values| values.concat()).and_then(|values| {
            if values.is_empty() { Err("Enter a number.".to_owned()) } else { Ok(values) }
        }),
    )
}

fn of_word(word: &str, is_whole: bool) -> Result<Vec<String>, String> {
    let parts: Vec<&str> = word.split(',').filter(|part| !part.is_empty()).collect();
    if let [whole, fraction] = parts[..] {
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = is_number(whole.trim_start_matches(['-', '−'])) && is_number(fraction);
        if is_plain && is_whole && fraction.len() == 3 {
            return Err(question(word, whole, fraction, &format!("{whole}{fraction}")));
        }
        if is_plain && !is_whole {
            return Err(question(word, whole, fraction, &format!("{whole}.{fraction}")));
        }
    }
    Ok(parts.into_iter().map(str::to_owned).collect())
}

fn question(word: &str, first: &str, second: &str, one: &str) -> String {
    format!("“{word}” can be read as two values or as one: write {first} {second} or {one}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, is_whole: bool) -> Vec<String> {
        listed(text, is_whole).unwrap().unwrap_or_else(|message| vec![message])
    }

    #[test]
    fn what_people_type_between_values_separates_them() {
        for text in ["5,10,20", "5, 10, 20", "5 10 20", "5; 10;20", "5 ,10 , 20", "5,10,20,", "5\t10\u{a0}20"]
        {
            for is_whole in [true, false] {
                assert_eq!(found(text, is_whole), ["5", "10", "20"], "{text}");
            }
        }
        for text in ["5,10", "5, 10", "5 10"] {
            assert_eq!(found(text, true), ["5", "10"], "{text}");
        }
        assert_eq!(found("5, 10", false), ["5", "10"]);
        assert_eq!(found("1.5,2", false), ["1.5", "2"]);
        assert_eq!(found("-1,0,1", false), ["-1", "0", "1"]);
        assert_eq!(listed("  ", true), None);
        assert!(matches!(listed(" , ", true), Some(Err(_))));
    }

    #[test]
    fn a_comma_that_may_be_a_decimal_sign_or_one_of_thousands_is_asked_about() {
        for (text, is_whole, answer) in [
            ("2,3", false, "write 2 3 or 2.3."),
            ("0,5 1,5", false, "write 0 5 or 0.5."),
            ("-2,5", false, "write -2 5 or -2.5."),
            ("1,000", true, "write 1 000 or 1000."),
        ] {
            let question = listed(text, is_whole).unwrap().unwrap_err();
            assert!(question.ends_with(answer), "{question}");
        }
    }
}
