"""Writes countries.mmdb: documentation prefixes in MaxMind's format. Needs mmdb-writer of PyPI."""
from mmdb_writer import MMDBWriter
from netaddr import IPSet

writer = MMDBWriter(6, "Example-Country", languages=["en"],
                    description="documentation prefixes", ipv4_compatible=True)
example = {"country": {"iso_code": "NL", "names": {"en": "Netherlands"}}}
writer.insert_network(IPSet(["192.0.2.0/24", "2001:db8:1::/48"]), example)
writer.insert_network(IPSet(["198.51.100.0/25"]), {"country": {"iso_code": "JP"}})
writer.to_db_file("countries.mmdb")

writer = MMDBWriter(6, "Example-ASN", languages=["en"],
                    description="documentation prefixes", ipv4_compatible=True)
writer.insert_network(IPSet(["192.0.2.0/25"]), {
    "autonomous_system_number": 64496, "autonomous_system_organization": "Example Network"})
writer.insert_network(IPSet(["203.0.113.0/24"]), {"asn": "AS64511", "as_name": "Another"})
writer.to_db_file("systems.mmdb")
