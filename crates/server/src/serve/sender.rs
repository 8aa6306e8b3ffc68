//! Where a request comes from: what limits are counted by.

use super::problem::Problem;
use crate::failure::Failure;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The network address a request came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sender(pub(crate) IpAddr);

/// Reverse proxies in front of us, who say whose requests they pass on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies(Vec<IpAddr>);

impl Proxies {
    /// As the setting `server.proxies` names them.
    ///
    /// # Errors
    /// What is no address.
    pub(crate) fn of(setting: &str) -> Result<Proxies, Failure> {
        let parts = setting.split(',').map(str::trim).filter(|part| !part.is_empty());
        let addresses: Result<Vec<IpAddr>, Failure> = parts
            .map(|part| {
                let wrong = |_| Failure::setting(&format!("server.proxies: {part:?} is no network address"));
                part.parse().map_err(wrong)
            })
            .collect();
        Ok(Proxies(addresses?))
    }

    /// Who sent a request: who is connected with us, or the last one before our proxies that `X-Forwarded-For` names.
    /// What others wrote before that is theirs to make up.
    pub(super) fn sender(&self, extensions: &Extensions, headers: &HeaderMap) -> Sender {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let mut sender = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|line| line.to_str().ok());
        let passed: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        for part in passed.into_iter().rev() {
            let part = part.trim().trim_start_matches('[').trim_end_matches(']');
            match part.parse::<IpAddr>() {
                Ok(before) if self.0.contains(&sender) => sender = before.to_canonical(),
                _ => break,
            }
        }
        Sender(sender)
    }
}

impl Sender {
    /// The network that limits are counted by: an address, or the 64 bits of IPv6 that one household or company has.
    pub(crate) fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            address => address,
        }
    }

    /// Whose request it is.
    pub(super) fn of(extensions: &Extensions) -> Sender {
        extensions.get().copied().unwrap_or(Sender(IpAddr::V4(Ipv4Addr::LOCALHOST)))
    }
}

impl<S: Sync> FromRequestParts<S> for Sender {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Sender, Problem> {
        Ok(Sender::of(&parts.extensions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_our_own_proxies_say_who_sends() {
        let check = |proxies: &str, peer: &str, passed: &[&'static str], expected: &str| {
            let (mut extensions, mut headers) = (Extensions::new(), HeaderMap::new());
            extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
            for line in passed {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            let sender = Proxies::of(proxies).unwrap().sender(&extensions, &headers);
            assert_eq!(sender.0.to_string(), expected, "{proxies} {peer} {passed:?}");
        };
        check("", "192.0.2.1", &["198.51.100.7"], "192.0.2.1");
        check("127.0.0.1", "192.0.2.1", &["198.51.100.7"], "192.0.2.1");
        check("127.0.0.1", "127.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check("127.0.0.1", "::ffff:127.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check("127.0.0.1", "127.0.0.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7");
        check("127.0.0.1, 10.0.0.2", "127.0.0.1", &["203.0.113.9", "198.51.100.7, 10.0.0.2"], "198.51.100.7");
        check("127.0.0.1", "127.0.0.1", &["somebody"], "127.0.0.1");
        check("127.0.0.1", "127.0.0.1", &["[2001:db8::7]"], "2001:db8::7");
        assert!(Proxies::of("the proxy").is_err());
    }

    #[test]
    fn a_household_of_ipv6_is_one_sender() {
        let network = |address: &str| Sender(address.parse().unwrap()).network().to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("198.51.100.7"), "198.51.100.7");
    }
}
