//! The API's description of itself, written down: whoever builds a client reads it, so that a change of it is a change of the API.

use hindcast_server::http::routes::description;

#[test]
fn the_description_of_the_api_is_the_one_that_was_agreed_upon() {
    insta::assert_snapshot!(description().to_pretty_json().unwrap());
}
