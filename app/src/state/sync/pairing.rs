//! What this device keeps of its server.

use serde::{Deserialize, Serialize};

use crate::remote::server::Server;
use crate::sync::policy::Policy;

/// The server that this device is paired with, and what is sent there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pairing {
    /// Its address, without a slash at the end.
    pub address: String,
    /// This device's token.
    pub(super) token: String,
    /// What this device is called in addresses.
    pub(super) device: String,
    /// This device's name there.
    pub name: String,
    /// What is sent along with the records.
    #[serde(flatten)]
    pub policy: Policy,
}

impl Pairing {
    pub(super) fn server(&self) -> Server {
        Server::new(self.address.clone(), Some(self.token.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::policy::Share;

    #[test]
    fn a_pairing_from_before_datasets_could_be_chosen_still_holds() {
        let old = r#"{"address":"https://a.example","token":"hc1_x_y","device":"x","name":"Laptop","datasets":false,"results":true}"#;
        let pairing: Pairing = serde_json::from_str(old).unwrap();
        assert_eq!((pairing.policy.datasets, pairing.policy.results), (Share::None, Share::All));
        let text = serde_json::to_string(&pairing).unwrap();
        assert_eq!(serde_json::from_str::<Pairing>(&text).unwrap(), pairing);
    }
}
