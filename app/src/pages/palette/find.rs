//! Which entries a query finds, and in which order.

/// What is searched.
pub(super) trait Searched {
    /// What the entry is called.
    fn title(&self) -> &str;
    /// What else finds it.
    fn other(&self) -> [&str; 2];
}

/// The first `most` entries that have every word of the query, those first whose title is closest to it, else in the order they came in.
pub(super) fn find<'a, T: Searched>(entries: &'a [T], query: &str, most: usize) -> Vec<&'a T> {
    let query = query.trim().to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let ranked = entries.iter().filter_map(|entry| Some((rank(entry, &query, &words)?, entry)));
    let mut found: Vec<(Rank, &T)> = ranked.collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(most).map(|(_, entry)| entry).collect()
}

/// How close an entry is, closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The title begins with the query.
    Begins,
    /// Every word of the query begins a word of the title.
    Words,
    /// The title has every word of the query somewhere.
    Title,
    /// Some words are found only in what stands beside the title.
    Beside,
}

fn rank<T: Searched>(entry: &T, query: &str, words: &[&str]) -> Option<Rank> {
    let title = entry.title().to_lowercase();
    if title.starts_with(query) {
        return Some(Rank::Begins);
    }
    let begins = |word: &&str| title.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word));
    if words.iter().all(begins) {
        return Some(Rank::Words);
    }
    if words.iter().all(|word| title.contains(word)) {
        return Some(Rank::Title);
    }
    let other = entry.other().map(str::to_lowercase);
    let is_found = |word: &&str| title.contains(word) || other.iter().any(|text| text.contains(word));
    words.iter().all(is_found).then_some(Rank::Beside)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Searched for (&str, &str) {
        fn title(&self) -> &str {
            self.0
        }
        fn other(&self) -> [&str; 2] {
            [self.1, ""]
        }
    }

    const ENTRIES: [(&str, &str); 5] = [
        ("Channel breakout on Apple", "job, completed"),
        ("Settings", "theme sync workers"),
        ("MACD cross", "strategy"),
        ("SMA cross", "strategy, trend"),
        ("Crossover study", "dataset of Apple"),
    ];

    fn titles(query: &str) -> Vec<&'static str> {
        find(&ENTRIES, query, 10).into_iter().map(|entry| entry.0).collect()
    }

    #[test]
    fn the_closest_title_comes_first_and_equals_keep_their_order() {
        assert_eq!(titles("cross"), ["Crossover study", "MACD cross", "SMA cross"]);
        assert_eq!(titles("cro sm"), ["SMA cross"]);
        assert_eq!(titles("apple"), ["Channel breakout on Apple", "Crossover study"]);
        assert_eq!(titles("  SYNC "), ["Settings"]);
        assert_eq!(titles("reak"), ["Channel breakout on Apple"]);
    }

    #[test]
    fn every_word_has_to_be_found_and_no_word_finds_all() {
        assert_eq!(titles("sma apple"), [""; 0]);
        assert_eq!(titles(" ").len(), ENTRIES.len());
        assert_eq!(find(&ENTRIES, "", 2).len(), 2);
    }
}
