//! Hosts that lead inside, in every way in which a number can be written, and as names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// This computer, in forms that a browser or a resolver takes for it.
pub(super) const LOOPBACK: &[&str] = &[
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "localhost",
    "LocalHost",
    "[::ffff:127.0.0.1]",
];

/// Of each network that is not the public's, the addresses at its edges and those that are asked for.
const INSIDE: &[&str] = &[
    "0.0.0.0",
    "0.0.0.1",
    "10.0.0.1",
    "10.255.255.254",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.0.0.2",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.254",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
];

const INSIDE_6: &[&str] = &[
    "::",
    "::1",
    "::2",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2001:10::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fec0::1",
    "ff01::1",
    "ff02::1",
    "ff05::2",
];

/// Every target, with the address that it means where it is no name.
pub(super) fn numbers() -> Vec<(String, Option<IpAddr>)> {
    let mut all: Vec<(String, Option<IpAddr>)> = Vec::new();
    for text in INSIDE {
        let ip: Ipv4Addr = text.parse().unwrap();
        let [a, b, c, d] = ip.octets();
        let whole = u32::from(ip);
        let (high, low) = (whole >> 16, whole & 0xffff);
        for form in [
            (*text).to_owned(),
            format!("{text}."),
            format!("{whole}"),
            format!("0x{whole:x}"),
            format!("0X{whole:08X}"),
            format!("0{whole:o}"),
            format!("{a}.{}", whole & 0x00ff_ffff),
            format!("{a}.{b}.{low}"),
            format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
            format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
            format!("{a}.0x{b:02x}.0{c:o}.{d}"),
            // Digits of other scripts are digits to a browser.
            text.chars()
                .map(|c| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c != '.').unwrap_or(c))
                .collect(),
            format!("[::ffff:{text}]"),
            format!("[::ffff:{high:x}:{low:x}]"),
            format!("[0:0:0:0:0:ffff:{text}]"),
            format!("[::{text}]"),
            format!("[64:ff9b::{text}]"),
            format!("[64:ff9b:1::{text}]"),
            format!("[2002:{high:x}:{low:x}::]"),
            format!("n{}x.example.org", text.replace('.', "-")),
        ] {
            all.push((form, Some(IpAddr::V4(ip))));
        }
    }
    for text in INSIDE_6 {
        let ip: Ipv6Addr = text.parse().unwrap();
        let long: Vec<String> = ip.segments().iter().map(|part| format!("{part:04X}")).collect();
        let named = format!("n{}x.example.org", ip.to_string().replace(':', "-"));
        for form in [format!("[{text}]"), format!("[{}]", long.join(":")), named] {
            all.push((form, Some(IpAddr::V6(ip))));
        }
    }
    all
}
