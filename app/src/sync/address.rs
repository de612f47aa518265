//! Where a server is, and what the browser will not allow.

/// An address as it is kept, without a slash at the end; why it cannot be one otherwise.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn normalised(typed: &str, page_protocol: &str) -> Result<String, String> {
    let text = typed.trim().trim_end_matches('/');
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let Some((scheme, host)) = text.split_once("://") else { return Err(HELP.to_owned()) };
    if !matches!(scheme, "http" | "https") || host.is_empty() || host.contains([' ', '/', '?', '#', '@']) {
        return Err(HELP.to_owned());
    }
    if scheme == "http" && page_protocol == "https:" && !is_this_machine(host) {
        let message = "This page came over https, and browsers do not let such a page speak to a server over plain http. Give \
                       the server a certificate (see the hosting guide), or open the app from the server's own address.";
        return Err(message.to_owned());
    }
    Ok(text)
}

const HELP: &str = "Enter the server's address, for instance https://hindcast.example.com.";

fn is_this_machine(host: &str) -> bool {
    let name =
        host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") || name.ends_with(".localhost")
}

/// What may be the reason that a server does not answer at all.
pub fn silence(address: &str, own_origin: &str) -> String {
    let mut text = format!(
        "The server at {address} does not answer. Check that it runs and that this device has a network."
    );
    if address != own_origin {
        text.push_str(
            " If it does run, it has to allow this page's address (its option --allow-origin), and for a server in your local network \
             the browser has to be allowed to reach local devices.",
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_or_refused_with_a_reason() {
        for (typed, page, expected) in [
            ("https://a.example/", "https:", Some("https://a.example")),
            (" a.example:8443 ", "https:", Some("https://a.example:8443")),
            ("http://localhost:8080", "https:", Some("http://localhost:8080")),
            ("http://[::1]:8080", "https:", Some("http://[::1]:8080")),
            ("http://192.168.1.5:8080", "http:", Some("http://192.168.1.5:8080")),
            ("http://192.168.1.5:8080", "https:", None),
            ("", "https:", None),
            ("ftp://a.example", "https:", None),
            ("https://a.example/path", "https:", None),
        ] {
            assert_eq!(normalised(typed, page).ok().as_deref(), expected, "{typed} from {page}");
        }
    }
}
