# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_netsift_global_optspecs
    string join \n h/help V/version
end

function __fish_netsift_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_netsift_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_netsift_using_subcommand
    set -l cmd (__fish_netsift_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c netsift -n "__fish_netsift_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c netsift -n "__fish_netsift_needs_command" -s V -l version -d 'Print version'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "man" -d 'Print a man page'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "capture" -d 'Capture packets as they arrive'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "filter" -d 'Choose packets, and show or export them'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "stats" -d 'Say what is in captures'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "detect" -d 'Say what in captures somebody should look at, and why'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "plot" -d 'Draw what is in captures'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "report" -d 'Make one page of what is in captures'
complete -c netsift -n "__fish_netsift_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c netsift -n "__fish_netsift_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c netsift -n "__fish_netsift_using_subcommand man" -s h -l help -d 'Print help'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s i -l interface -d 'Capture on this interface; `any` is all of them (repeatable; default: the first that -D lists)' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s w -l write -d 'Write packets to FILE, - for standard output; pcap where the name ends in .pcap or .cap, otherwise pcapng; behind that .gz or .zst compresses what is whole' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s f -l filter -d 'Capture only packets that match this BPF (tcpdump) expression; the kernel chooses' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s Y -l display-filter -d 'Write or show only packets that match this expression, in Wireshark\'s language for display filters' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s e -d 'Without -w: show this field of each packet (repeatable), by its Wireshark name, instead of a line that says what it is' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s E -d 'How fields are shown, as tshark has it (repeatable): occurrence=f|l|a for the first, the last or all values of a field, aggregator=C between them (default: ,)' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s r -d 'No captures are read here; `netsift filter` and `netsift stats` read them' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s c -d 'Stop after N packets' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s a -l autostop -d 'Stop on this condition (repeatable; the first that holds)' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s b -l ring -d 'Begin the next file on this condition (repeatable; the first that holds); files are named by number and time' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -l min-free -d 'End when the file system of FILE has less than this left' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -l stats -d 'Also say what is in the packets that are written, as `netsift stats` does of the file, at the end: statistics by name, or one screen where none is named' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -l every -d 'With --stats: say it every so often, each time of the packets since the last time' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s s -l snap-length -d 'Keep N bytes of each packet that arrives at most; 0 for all' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s B -l buffer -d 'The kernel\'s buffer for each interface, in MiB (default: 64)' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s y -l link-type -d 'The link type, by a name that `netsift capture -L` lists' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -l time-stamp-type -d 'Where time stamps are made' -r -f -a "host\t''
host_lowprec\t''
host_hiprec\t''
adapter\t''
adapter_unsynced\t''"
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s Z -l relinquish-privileges -d 'As root: be this user, by name or number, when the interfaces are open (default: who ran sudo; `-Z root` stays root)' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s T -l format -d 'How the result is written' -r -f -a "table\t'aligned columns for people'
csv\t'comma-separated values (RFC 4180), one header row a table'
tsv\t'tab-separated values, never quoted, for cut and awk'
json\t'one JSON document with every section and the input ledger'
ndjson\t'one JSON object a line, for jq and log pipelines'
markdown\t'tables for pull requests and job summaries'
zeek\t'Zeek\'s TSV logs with #fields and #types, for zeek-cut and what reads conn.log'
fields\t'lines as `tshark -T fields -e FIELD...` writes them (filter only)'"
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s o -d 'Write the result to FILE instead of standard output; it appears when it is whole' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand capture" -l color -d 'Emphasis in tables' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c netsift -n "__fish_netsift_using_subcommand capture" -l tz -d 'The time zone of times: UTC, local, a name such as Europe/Berlin, an offset such as +05:30' -r
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s D -l list-interfaces -d 'List the interfaces'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s L -l link-types -d 'List the link types that an interface offers'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s n -d 'No name look-ups; always so, accepted out of habit'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s l -d 'One line a packet at once; always so, accepted out of habit'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s U -l unbuffered -d 'Write packets out as soon as they are read, not a quarter of a mebibyte at a time'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s p -l no-promiscuous -d 'Do not put the interface into promiscuous mode'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s I -l monitor -d 'Put a wireless interface into monitor mode'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -l force -d 'Replace an existing output file'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s v -l verbose -d 'Say more on standard error'
complete -c netsift -n "__fish_netsift_using_subcommand capture" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l protocol -d 'Only packets of one of these protocols: dns,http' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s e -d 'Show this field of each packet (repeatable), by its Wireshark name' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s E -d 'How fields are shown, as tshark has it (repeatable): occurrence=f|l|a for the first, the last or all values of a field, aggregator=C between them (default: ,); with -T fields also separator=C between fields (default: tab; /t, /s), header=y|n, quote=d|s|n, bom=y|n' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s w -d 'Write the packets to FILE as a capture, or to standard output with -: pcap where the name ends in .pcap, .cap or .dmp, else pcapng; compressed where it ends in .gz or .zst' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l to-format -d 'The format of -w, whatever the name' -r -f -a "pcap\t''
pcapng\t''"
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l split -d 'Write many files, and list on standard output what is in each: packets:N, size:BYTES, time:TIME (spans from 1970 on), flow, host (each packet goes to both its hosts), link-type. With -w web.pcapng they are web_00001.pcapng and so on, in the order of their first packets' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l split-files -d 'Write N files at most; packets for which another would be needed go to web_rest.pcapng' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l max-flows -d 'Remember the applications and streams of N flows at most; what is left out is counted' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l frames -d 'Only packets with these numbers: 1-10,20,30-' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l first -d 'Only the first N packets that match; reading ends behind them' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l last -d 'Only the last N packets that match; the input is read twice' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l every -d 'Only every Nth packet that matches, the first of them included' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l sample -d 'Only one in N flows, all packets of each: 1/10. A flow is a pair of addresses and ports with its transport; the choice is the same wherever and whenever it is made' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l seed -d 'Another choice of flows for --sample' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l flows-where -d 'Only packets of flows in which any packet matches this expression; the input is read twice, and --max-flows flows are remembered' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l stream -d 'Only packets of this stream, as tshark numbers them (repeatable): tcp:7, udp:3' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l dedup -d 'Leave out packets that are like one shortly before: among SPAN packets, itself included, or within a time as 50ms; 5 packets without SPAN' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l dedup-ignore -d 'What may differ in duplicates: mac, vlan, link, ttl, dscp, checksum, padding' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l dedup-skip -d 'Bytes at the beginning of packets that may differ in duplicates' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s s -l snaplen -d 'Write N bytes of each packet at most' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l time-shift -d 'Add this to the time of each packet that is written: +1.5s, -2h' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l comment -d 'Add a comment to each packet that is written; pcapng only' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l key-file -d 'The key: 64 hexadecimal digits, or other text of which a key is made; 16 bytes at least. Without it the variable NETSIFT_ANONYMIZE_KEY has the key' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s r -d 'Read this capture: a file, a directory, a glob, or - for standard input (repeatable; the same as naming it at the end)' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s Y -l display-filter -d 'Only packets that match this expression, in Wireshark\'s language for display filters' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s f -l filter -d 'Only packets that match this expression of tcpdump (BPF), looking behind VLAN tags, MPLS labels and PPPoE' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s c -d 'Stop after N packets' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l from -d 'Leave out packets before TIME: 2023-11-14T22:13:20Z, 1700000000.25, +90s from the first packet, -5m from the last' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l to -d 'Leave out packets at TIME and later' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s T -l format -d 'How the result is written' -r -f -a "table\t'aligned columns for people'
csv\t'comma-separated values (RFC 4180), one header row a table'
tsv\t'tab-separated values, never quoted, for cut and awk'
json\t'one JSON document with every section and the input ledger'
ndjson\t'one JSON object a line, for jq and log pipelines'
markdown\t'tables for pull requests and job summaries'
zeek\t'Zeek\'s TSV logs with #fields and #types, for zeek-cut and what reads conn.log'
fields\t'lines as `tshark -T fields -e FIELD...` writes them (filter only)'"
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s o -d 'Write the result to FILE instead of standard output; it appears when it is whole' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l color -d 'Emphasis in tables' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l tz -d 'The time zone of times: UTC, local, a name such as Europe/Berlin, an offset such as +05:30' -r
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l invert -d 'Only packets that would be left out otherwise, by expressions or by selection'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l count -d 'Say how many packets there are instead of showing them'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l fields -d 'List the fields that expressions and -e know, and read nothing'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l reorder -d 'Put packets in the order of their times, as far as 64 MiB of them reach'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l anonymize -d 'Write packets with other addresses and names in place of theirs, the same for the same under a key. IPv4 and IPv6 addresses keep common prefixes (Crypto-PAn), hardware addresses of one vendor three common bytes that are not the vendor\'s; also in ARP, ICMP, DHCP, DNS and tunnels. Names in DNS, the hello of TLS and the head of HTTP become letters of the same length. What stands for no host stays: 0.0.0.0/8, 127.0.0.0/8, 224.0.0.0 and above, ::1, ff00::/8, groups of hardware addresses. Checksums follow, wrong ones stay wrong. A name that several segments of TCP hold gives way where its end is, and becomes x where it begins. Other control protocols, fragments, first packets of QUIC and padding are emptied. Other payloads stay, with the addresses and names that certificates, bodies and paths of HTTP, mail, FTP, SIP and SMB hold: see --cut-payload. Names, comments and secrets of pcapng are left out'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l cut-payload -d 'Leave out what applications say: packets are cut behind the headers of transports'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l bpf-strict -d 'With -f: as libpcap has it, which looks at untagged packets until vlan, mpls or pppoes shifts what stands behind it'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l resync -d 'Behind damage, search for the next packet instead of ending there'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l allow-truncated -d 'A cut last packet is no reason for exit code 4'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l fail-if-empty -d 'Exit with 1 when no packet was kept'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s n -d 'No name look-ups; always so, accepted out of habit'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -l force -d 'Replace an existing output file'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s v -l verbose -d 'Say more on standard error'
complete -c netsift -n "__fish_netsift_using_subcommand filter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s z -d 'A statistic as tshark spells it: io,phs conv,tcp endpoints,ip io,stat,1 … (repeatable)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l limit -d 'summary, endpoints, conversations, flows, ports, top, trend, tcp, segments, dns, names, http, tls, quic, dhcp, ssh, smtp, ftp, sip, mqtt, snmp, ntp, modbus, expert: rows of a table at most; 0 for all' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l by -d 'top, trend: the field that is ranked, by its Wireshark name (default: ip.addr, of trend the innermost protocol)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l order -d 'endpoints, conversations, ports, top, trend, dhcp: by what rows are ordered' -r -f -a "packets\t''
bytes\t''
first\t''
duration\t''
key\t''"
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l interval -d 'timeline, trend: width of a bin (default: 1s)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l series -d 'timeline: a field aggregated by COUNT, SUM, MIN, AVG or MAX, as \'AVG(tcp.len)\' or of some packets \'AVG(tcp.len)tcp.port == 80\', or packets with a display filter of their own, as \'web=tcp.port == 80\' (repeatable)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l level -d 'endpoints, conversations: only this layer (repeatable)' -r -f -a "eth\t''
ip\t''
ipv4\t''
ipv6\t''
tcp\t''
udp\t''
sctp\t''"
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l idle-timeout -d 'flows: time of the capture\'s clock without a packet after which a flow is over: one DURATION, or one for each protocol as tcp=5m,udp=60s,icmp=60s,sctp=5m, which is the default; 0 for never' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l active-timeout -d 'flows: age at which a flow is cut, the rest being another record (default: never)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l schema -d 'flows: whose names and units records have (default: netsift; with -T zeek: zeek)' -r -f -a "netsift\t''
zeek\t''
nfstream\t''
ecs\t''
ipfix\t''"
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l expires-within -d 'tls: how long before its end a certificate expires soon (default: 30d)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l splt -d 'flows: also sizes, directions and gaps of the first N packets, 255 at most' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l stream -d 'segments: this stream alone, by its number (tcp.stream)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l max-flows -d 'Keep at most N conversations, endpoints or distinct values; what is left out is counted' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s i -l interface -d 'Listen on this interface instead of reading a capture; `any` is all of them (repeatable). Ends with -a, -c, or an interrupt' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s a -l autostop -d 'With -i: stop on duration:TIME or packets:N (repeatable; the first that holds)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l every -d 'With -i: report every so often, each time on the packets since the last report' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s s -l snap-length -d 'Keep N bytes of each packet that arrives at most; 0 for all' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s B -l buffer -d 'The kernel\'s buffer for each interface, in MiB (default: 64)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s y -l link-type -d 'The link type, by a name that `netsift capture -L` lists' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l time-stamp-type -d 'Where time stamps are made' -r -f -a "host\t''
host_lowprec\t''
host_hiprec\t''
adapter\t''
adapter_unsynced\t''"
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s Z -l relinquish-privileges -d 'As root: be this user, by name or number, when the interfaces are open (default: who ran sudo; `-Z root` stays root)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s r -d 'Read this capture: a file, a directory, a glob, or - for standard input (repeatable; the same as naming it at the end)' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s Y -l display-filter -d 'Only packets that match this expression, in Wireshark\'s language for display filters' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s f -l filter -d 'Only packets that match this expression of tcpdump (BPF), looking behind VLAN tags, MPLS labels and PPPoE' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s c -d 'Stop after N packets' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l from -d 'Leave out packets before TIME: 2023-11-14T22:13:20Z, 1700000000.25, +90s from the first packet, -5m from the last' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l to -d 'Leave out packets at TIME and later' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s j -d 'Worker threads (default: all cores); changes no byte of the output' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l geoip -d 'Country and autonomous system of addresses, from a database in MaxMind\'s format: GeoLite2, DB-IP, IPinfo (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l blocklist -d 'Say in a column "listed" which entry of FILE an address or a name is in: one address, network or domain a line, or a hosts file (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l oui -d 'Makers of hardware addresses, from a registry: oui.txt or oui.csv of the IEEE, manuf of Wireshark (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s T -l format -d 'How the result is written' -r -f -a "table\t'aligned columns for people'
csv\t'comma-separated values (RFC 4180), one header row a table'
tsv\t'tab-separated values, never quoted, for cut and awk'
json\t'one JSON document with every section and the input ledger'
ndjson\t'one JSON object a line, for jq and log pipelines'
markdown\t'tables for pull requests and job summaries'
zeek\t'Zeek\'s TSV logs with #fields and #types, for zeek-cut and what reads conn.log'
fields\t'lines as `tshark -T fields -e FIELD...` writes them (filter only)'"
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s o -d 'Write the result to FILE instead of standard output; it appears when it is whole' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l color -d 'Emphasis in tables' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l tz -d 'The time zone of times: UTC, local, a name such as Europe/Berlin, an offset such as +05:30' -r
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l features -d 'flows: also the features that detectors see; `netsift stats features` says what they are'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s p -l no-promiscuous -d 'Do not put the interface into promiscuous mode'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s I -l monitor -d 'Put a wireless interface into monitor mode'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l bpf-strict -d 'With -f: as libpcap has it, which looks at untagged packets until vlan, mpls or pppoes shifts what stands behind it'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l resync -d 'Behind damage, search for the next packet instead of ending there'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l allow-truncated -d 'A cut last packet is no reason for exit code 4'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l fail-if-empty -d 'Exit with 1 when no packet was kept'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s n -d 'No name look-ups; always so, accepted out of habit'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l per-file -d 'Report on each input by itself, instead of on all as one timeline'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l sha256 -d 'Compute the SHA-256 of each input'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l names -d 'Names of addresses, from the answers of DNS, mDNS and LLMNR in the captures; no server is asked'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -l force -d 'Replace an existing output file'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s v -l verbose -d 'Say more on standard error'
complete -c netsift -n "__fish_netsift_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l train -d 'A baseline of clean traffic: what is unlike its flows is a finding, and what the rules find there between the same hosts is none (repeatable)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l home-net -d 'A network that is inside, the rest being external (repeatable; default: private, link-local, shared and unique-local addresses)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l disable -d 'Leave out a rule (repeatable)' -r -f -a "address-scan\t''
arp-spoof\t''
bad-tcp-flags\t''
beacon\t''
brute-force\t''
dga\t''
dns-tunnel\t''
exfiltration\t''
flood\t''
icmp-tunnel\t''
port-scan\t''
slow-dos\t''
slow-scan\t''
syn-flood\t''"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l set -d 'Set a threshold of a rule, as port-scan.ports=30 (repeatable)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l allow -d 'Do not report findings that FILE allows: a line for each, as `src 10.0.0.5 rule port-scan`, of the conditions src, dst, addr, port, proto, rule, host; what is held back is counted (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l rules -d 'list: print the rules and their thresholds instead of reading captures; only: look with the rules alone, without a forest' -r -f -a "list\t'All of them'
only\t'Nothing: they are all that looks'"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l fail-on -d 'Exit with 1 when there is a finding of this severity or a graver one' -r -f -a "info\t''
low\t''
medium\t''
high\t''
critical\t''"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l max-findings -d 'Exit with 1 only when there are more findings than N, of --fail-on or of any severity' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l evidence -d 'Write the packets of findings to FILE, as pcapng, each with a comment that says which finding it belongs to and why; the captures are read a second time' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l schema -d 'Write findings as another tool does: eve, alerts as in Suricata\'s eve.json, one JSON object a line (-T may be ndjson then, or left out)' -r -f -a "eve\t''"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l max-flows -d 'Keep at most N live flows, and notes of each kind; what is left out is counted' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l save-model -d 'Save what --train learned; without a capture, only that is done' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l model -d 'Judge flows by a model that --save-model wrote' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l alpha -d 'The share of flows of clean traffic that may be reported by mistake: findings of the model have a p-value of A or less (default: 0.002, or what the baseline\'s size allows)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l algorithm -d 'How trees split: eif+ (slanted, also beyond what was seen; default with a baseline), eif (slanted), iforest (one feature; default without a baseline)' -r -f -a "eif+\t''
eif\t''
iforest\t''"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l seed -d 'What randomness follows from; the same seed gives the same model' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l trees -d 'Trees of the forest (default: 200; of iforest 100)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l sample -d 'Rows that each tree sees (default: 2048 with a baseline, 256 without)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l eval -d 'Say how good the model is by labels of flows: a CSV with the columns start_time, end_time, src_ip, src_port, dst_ip, dst_port, proto, label (0 or 1) and, if known, attack and technique' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l features-from -d 'Score the rows of a table of numbers instead of captures: by its own rows, or with --train by those of another' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l ranks -d 'List the N flows that are least usual (default: 10 without a baseline, 0 with one)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l alert -d 'Tell SINK of each finding: https://HOST/PATH (its JSON by POST), syslog, syslog:/dev/log, syslog+udp://HOST:514, syslog+tcp://HOST:601 (RFC 5424), smtp://HOST:587?from=A@B&to=C@D (a digest a minute, by STARTTLS; also smtps://, smtp+plain://), exec:PROGRAM (its JSON on standard input, no shell), or @FILE with one of these a line. Secrets come from NETSIFT_ALERT_TOKEN, NETSIFT_SMTP_USER and NETSIFT_SMTP_PASSWORD, or files that NETSIFT_ALERT_TOKEN_FILE … name (repeatable)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l alert-on -d 'Tell of findings of this severity and graver ones' -r -f -a "info\t''
low\t''
medium\t''
high\t''
critical\t''"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l alert-cool-down -d 'Do not tell the same again within this time of the capture' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l alert-rate -d 'Tell no more than N findings a minute of the capture; 0 for any number. What is held back is told in one sentence' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l alert-timeout -d 'Wait so long for sinks at the end' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l alert-ca -d 'Certificates in PEM that vouch for servers, instead of the authorities that browsers trust' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s i -l interface -d 'Listen on this interface instead of reading a capture; `any` is all of them (repeatable). Ends with -a, -c, or an interrupt' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s a -l autostop -d 'With -i: stop on duration:TIME or packets:N (repeatable; the first that holds)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l every -d 'With -i: report every so often, each time on the packets since the last report' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s s -l snap-length -d 'Keep N bytes of each packet that arrives at most; 0 for all' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s B -l buffer -d 'The kernel\'s buffer for each interface, in MiB (default: 64)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s y -l link-type -d 'The link type, by a name that `netsift capture -L` lists' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l time-stamp-type -d 'Where time stamps are made' -r -f -a "host\t''
host_lowprec\t''
host_hiprec\t''
adapter\t''
adapter_unsynced\t''"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s Z -l relinquish-privileges -d 'As root: be this user, by name or number, when the interfaces are open (default: who ran sudo; `-Z root` stays root)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s r -d 'Read this capture: a file, a directory, a glob, or - for standard input (repeatable; the same as naming it at the end)' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s Y -l display-filter -d 'Only packets that match this expression, in Wireshark\'s language for display filters' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s f -l filter -d 'Only packets that match this expression of tcpdump (BPF), looking behind VLAN tags, MPLS labels and PPPoE' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s c -d 'Stop after N packets' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l from -d 'Leave out packets before TIME: 2023-11-14T22:13:20Z, 1700000000.25, +90s from the first packet, -5m from the last' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l to -d 'Leave out packets at TIME and later' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s j -d 'Worker threads (default: all cores); changes no byte of the output' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l geoip -d 'Country and autonomous system of addresses, from a database in MaxMind\'s format: GeoLite2, DB-IP, IPinfo (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l blocklist -d 'Say in a column "listed" which entry of FILE an address or a name is in: one address, network or domain a line, or a hosts file (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l oui -d 'Makers of hardware addresses, from a registry: oui.txt or oui.csv of the IEEE, manuf of Wireshark (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s T -l format -d 'How the result is written' -r -f -a "table\t'aligned columns for people'
csv\t'comma-separated values (RFC 4180), one header row a table'
tsv\t'tab-separated values, never quoted, for cut and awk'
json\t'one JSON document with every section and the input ledger'
ndjson\t'one JSON object a line, for jq and log pipelines'
markdown\t'tables for pull requests and job summaries'
zeek\t'Zeek\'s TSV logs with #fields and #types, for zeek-cut and what reads conn.log'
fields\t'lines as `tshark -T fields -e FIELD...` writes them (filter only)'"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s o -d 'Write the result to FILE instead of standard output; it appears when it is whole' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l color -d 'Emphasis in tables' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l tz -d 'The time zone of times: UTC, local, a name such as Europe/Berlin, an offset such as +05:30' -r
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l explain-features -d 'Print what the 58 features of flows are instead of reading captures'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s p -l no-promiscuous -d 'Do not put the interface into promiscuous mode'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s I -l monitor -d 'Put a wireless interface into monitor mode'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l bpf-strict -d 'With -f: as libpcap has it, which looks at untagged packets until vlan, mpls or pppoes shifts what stands behind it'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l resync -d 'Behind damage, search for the next packet instead of ending there'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l allow-truncated -d 'A cut last packet is no reason for exit code 4'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l fail-if-empty -d 'Exit with 1 when no packet was kept'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s n -d 'No name look-ups; always so, accepted out of habit'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l per-file -d 'Report on each input by itself, instead of on all as one timeline'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l sha256 -d 'Compute the SHA-256 of each input'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l names -d 'Names of addresses, from the answers of DNS, mDNS and LLMNR in the captures; no server is asked'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -l force -d 'Replace an existing output file'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s v -l verbose -d 'Say more on standard error'
complete -c netsift -n "__fish_netsift_using_subcommand detect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l by -d 'top, dashboard: the field that is ranked, by its Wireshark name (default: ip.addr); timeline, heatmap: the field whose values are shown, or `protocol` for the innermost one' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l measure -d 'What bars and cells show' -r -f -a "packets\t''
bytes\t''"
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l limit -d 'Bars, or rows of a matrix, at most' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l interval -d 'timeline, heatmap, dashboard: width of a bin (default: what suits the picture)' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l series -d 'timeline: packets that match a display filter in a panel of their own, as \'web=tcp.port == 80\' (repeatable, six at most); --measure says whether packets or bits are shown' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l stream -d 'tcp-stream: the stream, by its number (tcp.stream; default: the one that carries most)' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l x -d 'anomalies: the feature of flows that lies along x; `netsift stats features` lists them' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l y -d 'anomalies: the feature that lies along y' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s r -d 'Read this capture: a file, a directory, a glob, or - for standard input (repeatable; the same as naming it at the end)' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s Y -l display-filter -d 'Only packets that match this expression, in Wireshark\'s language for display filters' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s f -l filter -d 'Only packets that match this expression of tcpdump (BPF), looking behind VLAN tags, MPLS labels and PPPoE' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s c -d 'Stop after N packets' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l from -d 'Leave out packets before TIME: 2023-11-14T22:13:20Z, 1700000000.25, +90s from the first packet, -5m from the last' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l to -d 'Leave out packets at TIME and later' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s j -d 'Worker threads (default: all cores); changes no byte of the output' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s o -d 'Write the picture to FILE, whose ending says how: .svg, .png or .txt; it appears when it is whole. Without it, or with -, a preview goes to standard output' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s T -l format -d 'How the picture is written, whatever FILE ends with' -r -f -a "svg\t'A document of lines and text, which scales'
png\t'Pixels'
text\t'Unicode blocks'"
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l data -d 'Write the numbers behind the picture to FILE, whose ending says how: .csv, .tsv, .json, .ndjson, or .vl.json for Vega-Lite' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l title -d 'The heading (default: what the chart shows)' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l size -d 'Width and height in pixels at 96 dots an inch (default: 960x540, anomalies 960x1200, the dashboard 1440x960)' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l dpi -d 'Dots an inch of PNG: 192 has twice the pixels each way' -r
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l theme -d 'The colours' -r -f -a "light\t'dark on white'
dark\t'light on near black'
print\t'black and greys, for paper'"
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l bpf-strict -d 'With -f: as libpcap has it, which looks at untagged packets until vlan, mpls or pppoes shifts what stands behind it'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l resync -d 'Behind damage, search for the next packet instead of ending there'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l allow-truncated -d 'A cut last packet is no reason for exit code 4'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l fail-if-empty -d 'Exit with 1 when no packet was kept'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s n -d 'No name look-ups; always so, accepted out of habit'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l terminal -d 'A preview as text; the same as --format text'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l force -d 'Replace existing output files'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -l log -d 'Logarithmic axes of numbers'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s v -l verbose -d 'Say more on standard error'
complete -c netsift -n "__fish_netsift_using_subcommand plot" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l max-flows -d 'Keep at most N live flows, conversations, endpoints or distinct values; what is left out is counted' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -l watch -l every -d 'Replace the outputs every DURATION, until Ctrl-C: with -i as packets arrive, of captures where they have grown' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s i -l interface -d 'Listen on this interface instead of reading a capture; `any` is all of them (repeatable). Ends with -a, -c, or an interrupt' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s a -l autostop -d 'With -i: stop on duration:TIME or packets:N (repeatable; the first that holds)' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -l keep -d 'With -i and --watch: pages are of the last SIZE bytes of packets, which are kept in memory' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s s -l snap-length -d 'Keep N bytes of each packet that arrives at most; 0 for all' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s B -l buffer -d 'The kernel\'s buffer for each interface, in MiB (default: 64)' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s y -l link-type -d 'The link type, by a name that `netsift capture -L` lists' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -l time-stamp-type -d 'Where time stamps are made' -r -f -a "host\t''
host_lowprec\t''
host_hiprec\t''
adapter\t''
adapter_unsynced\t''"
complete -c netsift -n "__fish_netsift_using_subcommand report" -s Z -l relinquish-privileges -d 'As root: be this user, by name or number, when the interfaces are open (default: who ran sudo; `-Z root` stays root)' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s r -d 'Read this capture: a file, a directory, a glob, or - for standard input (repeatable; the same as naming it at the end)' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s Y -l display-filter -d 'Only packets that match this expression, in Wireshark\'s language for display filters' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s f -l filter -d 'Only packets that match this expression of tcpdump (BPF), looking behind VLAN tags, MPLS labels and PPPoE' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s c -d 'Stop after N packets' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -l from -d 'Leave out packets before TIME: 2023-11-14T22:13:20Z, 1700000000.25, +90s from the first packet, -5m from the last' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -l to -d 'Leave out packets at TIME and later' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -l geoip -d 'Country and autonomous system of addresses, from a database in MaxMind\'s format: GeoLite2, DB-IP, IPinfo (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand report" -l blocklist -d 'Say in a column "listed" which entry of FILE an address or a name is in: one address, network or domain a line, or a hosts file (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand report" -l oui -d 'Makers of hardware addresses, from a registry: oui.txt or oui.csv of the IEEE, manuf of Wireshark (repeatable)' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand report" -s j -d 'Worker threads (default: all cores); changes no byte of the output' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s o -d 'Write the page to FILE; it appears when it is whole. Without any output the page goes to standard output' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand report" -l markdown -d 'Write the short form as Markdown to FILE, - for standard output' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand report" -l png -d 'Write the picture of `netsift plot dashboard` to FILE' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand report" -l pdf -d 'Write a PDF to FILE: the picture, and the short form with more rows, as text' -r -F
complete -c netsift -n "__fish_netsift_using_subcommand report" -l title -d 'The heading (default: the names of the captures)' -r
complete -c netsift -n "__fish_netsift_using_subcommand report" -s p -l no-promiscuous -d 'Do not put the interface into promiscuous mode'
complete -c netsift -n "__fish_netsift_using_subcommand report" -s I -l monitor -d 'Put a wireless interface into monitor mode'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l bpf-strict -d 'With -f: as libpcap has it, which looks at untagged packets until vlan, mpls or pppoes shifts what stands behind it'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l resync -d 'Behind damage, search for the next packet instead of ending there'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l allow-truncated -d 'A cut last packet is no reason for exit code 4'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l fail-if-empty -d 'Exit with 1 when no packet was kept'
complete -c netsift -n "__fish_netsift_using_subcommand report" -s n -d 'No name look-ups; always so, accepted out of habit'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l names -d 'Names of addresses, from the answers of DNS, mDNS and LLMNR in the captures; no server is asked'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l sha256 -d 'Compute the SHA-256 of each input'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l with-chromium -d 'With --pdf: print the page by the Chromium that is installed, without a network, instead'
complete -c netsift -n "__fish_netsift_using_subcommand report" -l force -d 'Replace existing output files'
complete -c netsift -n "__fish_netsift_using_subcommand report" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c netsift -n "__fish_netsift_using_subcommand report" -s v -l verbose -d 'Say more on standard error'
complete -c netsift -n "__fish_netsift_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "completions" -d 'Print the completions of a shell'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "man" -d 'Print a man page'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "capture" -d 'Capture packets as they arrive'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "filter" -d 'Choose packets, and show or export them'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "stats" -d 'Say what is in captures'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "detect" -d 'Say what in captures somebody should look at, and why'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "plot" -d 'Draw what is in captures'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "report" -d 'Make one page of what is in captures'
complete -c netsift -n "__fish_netsift_using_subcommand help; and not __fish_seen_subcommand_from completions man capture filter stats detect plot report help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
