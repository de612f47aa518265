//! Names that carry the base path: static hosts put several sites on one origin.

/// The path of the document without its last part: `/` or `/some/where/`.
pub fn base_path() -> String {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    base_of(&path)
}

fn base_of(path: &str) -> String {
    match path.rfind('/') {
        Some(at) => path[..=at].to_owned(),
        None => "/".to_owned(),
    }
}

/// The database's name.
pub fn database(base: &str) -> String {
    format!("hindcast:{base}")
}

/// The directory's name below the origin's private files, where `/` is not allowed.
pub fn directory(base: &str) -> String {
    format!("hindcast{}", base.replace('%', "%25").replace('/', "%2F"))
}

/// The name of the lock that proves that a page load is alive.
pub fn owner_lock(base: &str, owner: shared::id::OwnerId) -> String {
    format!("hindcast:{base}:owner:{owner}")
}

/// The name of the lock of the tab that speaks to the server.
pub fn sync_lock(base: &str) -> String {
    format!("hindcast:{base}:sync")
}

/// The name of the channel on which tabs tell one another what changed.
pub fn channel(base: &str) -> String {
    format!("hindcast:{base}:jobs")
}

/// The name under which files of the product are kept.
pub fn shelf(base: &str) -> String {
    format!("hindcast:{base}:library")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_the_folder_of_the_document() {
        for (path, base) in
            [("/", "/"), ("/index.html", "/"), ("/a/b/", "/a/b/"), ("/a/b/index.html", "/a/b/"), ("", "/")]
        {
            assert_eq!(base_of(path), base);
        }
    }

    #[test]
    fn two_base_paths_never_share_a_directory() {
        assert_eq!(directory("/a/"), "hindcast%2Fa%2F");
        assert_ne!(directory("/a%2Fb/"), directory("/a/b/"));
    }
}
