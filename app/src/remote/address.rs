//! Where a server is, and what the browser will not allow.

/// An address as it is kept, without a slash at the end; why it cannot be one otherwise.
///
/// # Errors
/// A sentence that says what is wrong.
pub fn normalised(typed: &str, page_protocol: &str) -> Result<String, String> {
    let text = typed.trim().trim_end_matches('/');
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let Some((scheme, host)) = text.split_once("://") else { return Err(HELP.to_owned()) };
    if !matches!(scheme, "http" | "https") || !is_plain(host) {
        return Err(HELP.to_owned());
    }
    if scheme == "http" && page_protocol == "https:" && !is_this_machine(host) {
        let message = "This page came over https, and browsers do not let such a page speak to a server over plain http. Give \
                       the server a certificate (see the hosting guide), or open the app from the server's own address.";
        return Err(message.to_owned());
    }
    // As the browser understands it, so that what is shown is where it leads.
    Ok(text.to_ascii_lowercase())
}

/// Longest name of a host with its port.
const MAX_HOST: usize = 253 + 6;
/// Longest code that a link may bring, dashes included.
const MAX_CODE: usize = 32;

/// Whether a host says where it leads: in ASCII, without letters that browsers take for others, and a number written as one reads it.
fn is_plain(host: &str) -> bool {
    let known =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':' | '[' | ']');
    if host.is_empty() || host.len() > MAX_HOST || !host.chars().all(known) {
        return false;
    }
    if let Some(rest) = host.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        return address.parse::<std::net::Ipv6Addr>().is_ok()
            && (port.is_empty() || is_port(port.strip_prefix(':')));
    }
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    // Browsers read 0x7f.1 and 2130706433 as addresses: only four plain numbers are shown as they are read.
    let last = name.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let is_number = last.starts_with(|letter: char| letter.is_ascii_digit());
    let is_name = !name.is_empty() && !name.contains(['[', ']']);
    is_name && (!is_number || name.parse::<std::net::Ipv4Addr>().is_ok()) && (port.is_none() || is_port(port))
}

fn is_port(port: Option<&str>) -> bool {
    port.is_some_and(|port| {
        !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok()
    })
}

/// What a link offers to pair with, as it may be shown: an address that leads where it says, and a code of letters, digits and dashes.
pub fn offered(server: &str, code: &str, page_protocol: &str) -> Option<(String, String)> {
    let is_code = (1..=MAX_CODE).contains(&code.len())
        && code.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-');
    let server = normalised(server, page_protocol).ok()?;
    is_code.then(|| (server, code.to_owned()))
}

const HELP: &str = "Enter the server's address, for instance https://hindcast.example.com. A name with other letters than a to z begins with xn--.";

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
            ("https://A.Example", "https:", Some("https://a.example")),
            ("https://xn--bcher-kva.example", "https:", Some("https://xn--bcher-kva.example")),
            // What browsers read as something else than people do.
            ("https://bücher.example", "https:", None),
            ("https://аpple.example", "https:", None),
            ("https://a\u{202e}b.example", "https:", None),
            ("https://a\u{0}.example", "https:", None),
            ("https://a.example%2f.evil.example", "https:", None),
            ("https://a.example\\.evil.example", "https:", None),
            ("https://user@evil.example", "https:", None),
            ("https://2130706433", "https:", None),
            ("https://0x7f.1", "https:", None),
            ("https://a.example:99999", "https:", None),
            ("https://a.example:8443:1", "https:", None),
            ("https://[::1", "https:", None),
            ("https://[::1]:x", "https:", None),
            ("http://127.0.0.1:8080", "https:", Some("http://127.0.0.1:8080")),
        ] {
            assert_eq!(normalised(typed, page).ok().as_deref(), expected, "{typed} from {page}");
        }
    }

    #[test]
    fn what_a_link_offers_is_shown_as_it_is_understood_or_not_at_all() {
        let offered = |server: &str, code: &str| offered(server, code, "https:");
        assert_eq!(
            offered("https://A.example/", "7K3M-0000-0000-0000"),
            Some(("https://a.example".to_owned(), "7K3M-0000-0000-0000".to_owned()))
        );
        let long = format!("https://{}.example", "a".repeat(5_000));
        for (server, code) in [
            (long.as_str(), "7K3M"),
            ("https://a.example", &"A".repeat(5_000)),
            ("https://a.example", "7K3M\u{202e}"),
            ("https://a.example", "7K3M\n"),
            ("https://a.example", ""),
            ("https://а.example", "7K3M"),
        ] {
            assert_eq!(offered(server, code), None, "{code}");
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
