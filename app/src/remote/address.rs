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

/// Whether an address leads nowhere but to the machine that asks.
pub fn reaches_this_machine_only(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    is_this_machine(host.split(['/', '?', '#']).next().unwrap_or(host))
}

/// Where the app is that a pairing link opens: this page, unless another device cannot open it while it can open the server.
pub fn app_for_others(page: &str, server: &str) -> String {
    let page = page.split(['?', '#']).next().unwrap_or(page);
    if reaches_this_machine_only(page) && !reaches_this_machine_only(server) {
        format!("{server}/")
    } else {
        page.to_owned()
    }
}

/// What may be the reason that a server does not answer at all.
pub fn silence(address: &str, own_origin: &str) -> String {
    let mut text = format!(
        "The server at {address} does not answer. Check that it runs and that this device has a network."
    );
    if address != own_origin {
        text.push_str(
            " If it does run, it has to allow this page's address (its option --allow-origin), and for a server in your local network \
             the browser has to be allowed to reach local devices. A page that came from a Hindcast server speaks to that server only: \
             open the app at the address you want to pair with.",
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

    #[test]
    fn a_pairing_link_leads_to_an_app_that_the_other_device_can_open() {
        let public = "https://bt.example.org";
        for (page, server, expected) in [
            ("https://bt.example.org/#/settings", public, "https://bt.example.org/"),
            (
                "https://you.example/site/index.html?x#/settings",
                public,
                "https://you.example/site/index.html",
            ),
            ("http://localhost:8080/#/settings", public, "https://bt.example.org/"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ] {
            assert_eq!(app_for_others(page, server), expected, "{page} {server}");
        }
        assert!(reaches_this_machine_only("http://[::1]:8080") && !reaches_this_machine_only(public));
    }
}
