//! Fields whose numbers tshark writes in hexadecimal, and with how many digits: what
//! `tshark -G fields` says of those that we have.

/// Sorted by name.
const FIELDS: [(&str, usize); 97] = [
    ("ah.spi", 8),
    ("arcnet.dst", 2),
    ("arcnet.protID", 2),
    ("arcnet.src", 2),
    ("arp.proto.type", 4),
    ("ayiya.nextheader", 2),
    ("ayiya.opcode", 2),
    ("can.id", 8),
    ("chdlc.address", 2),
    ("chdlc.protocol", 4),
    ("dccp.checksum", 4),
    ("dhcp.fqdn.flags", 2),
    ("dhcp.hw.type", 2),
    ("dhcp.id", 8),
    ("dhcpv6.xid", 6),
    ("dns.caa.flags", 2),
    ("dns.dnskey.flags", 4),
    ("dns.ds.key_id", 4),
    ("dns.flags", 4),
    ("dns.id", 4),
    ("dns.qry.class", 4),
    ("dns.resp.class", 4),
    ("dns.resp.ext_rcode", 2),
    ("dns.resp.z", 4),
    ("dns.rr.udp_payload_size", 4),
    ("eigrp.flags", 8),
    ("enc.spi", 8),
    ("esp.spi", 8),
    ("etag.ecid_base", 4),
    ("eth.type", 4),
    ("fddi.fc", 2),
    ("geneve.proto_type", 4),
    ("geneve.vni", 6),
    ("gre.flags_and_version", 4),
    ("gre.key", 8),
    ("gre.proto", 4),
    ("gtp.flags", 2),
    ("gtp.message", 2),
    ("gtp.teid", 8),
    ("hip.checksum", 4),
    ("icmp.checksum", 4),
    ("icmpv6.checksum", 4),
    ("icmpv6.echo.identifier", 4),
    ("igmp.checksum", 4),
    ("igmp.type", 2),
    ("ip.checksum", 4),
    ("ip.dsfield", 2),
    ("ip.flags", 2),
    ("ip.id", 4),
    ("ipcomp.cpi", 4),
    ("ipcomp.next_header", 2),
    ("ipoib.type", 4),
    ("ipv6.flow", 6),
    ("ipv6.fraghdr.ident", 8),
    ("ipv6.tclass", 8),
    ("juniper.direction", 2),
    ("l2tp.sid", 8),
    ("lisp-data.flags", 2),
    ("llc.dsap", 2),
    ("llc.ssap", 2),
    ("llc.type", 4),
    ("macsec.AN", 2),
    ("mip6.csum", 4),
    ("modbus.and_mask", 4),
    ("modbus.or_mask", 4),
    ("nbns.flags", 4),
    ("nbns.id", 4),
    ("nhrp.hdr.pro.type", 4),
    ("pim.cksum", 4),
    ("ppp.protocol", 4),
    ("pppoe.session_id", 4),
    ("pwach.channel_type", 4),
    ("quic.version", 8),
    ("sctp.checksum", 8),
    ("sctp.verification_tag", 8),
    ("sll.etype", 4),
    ("sll.ltype", 4),
    ("slow.subtype", 2),
    ("stp.port", 4),
    ("stp.type", 2),
    ("stun.att.type", 4),
    ("stun.type", 4),
    ("stun.type.class", 4),
    ("stun.type.method", 4),
    ("tcp.checksum", 4),
    ("tcp.flags", 4),
    ("tls.handshake.ciphersuite", 4),
    ("tls.handshake.extensions.supported_version", 4),
    ("tls.handshake.extensions_supported_group", 4),
    ("tls.handshake.sig_hash_alg", 4),
    ("tls.handshake.version", 4),
    ("tls.record.version", 4),
    ("udp.checksum", 4),
    ("vlan.etype", 4),
    ("vxlan.flags", 4),
    ("wlan.fc", 4),
    ("wlan.fc.type_subtype", 4),
];

/// How many digits a field has in hexadecimal, where tshark writes it so.
pub fn digits(name: &str) -> Option<usize> {
    let at = FIELDS.binary_search_by_key(&name, |(name, _)| name).ok()?;
    FIELDS.get(at).map(|(_, digits)| *digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::FieldReader;

    #[test]
    fn every_name_is_found_and_is_that_of_a_field() {
        for (name, count) in FIELDS {
            assert_eq!(digits(name), Some(count), "{name}");
            assert!(FieldReader::by_name(name).is_some(), "{name}");
        }
        assert_eq!(digits("ip.ttl"), None);
    }
}
