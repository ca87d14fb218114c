#!/bin/sh
# Makes web.pcapng: DNS, HTTP and TLS over IPv4 and IPv6 on the loopback of an empty network
# namespace. Needs root, dumpcap, editcap, python3, curl, openssl.
set -eu
out=$(realpath "$(dirname "$0")")
[ "${1-}" = inside ] || exec unshare -n sh "$0" inside
work=$(mktemp -d)
cd "$work"
ip link set lo up
ip addr add 192.0.2.1/32 dev lo
ip addr add 192.0.2.80/32 dev lo
ip addr add 2001:db8::80/128 dev lo
echo hello > index.html
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 1 -subj /CN=web.example 2> /dev/null
cat > dns.py <<'PY'
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("192.0.2.1", 53))
while True:
    q, a = s.recvfrom(512)
    s.sendto(q[:2] + b"\x81\x80" + q[4:6] + b"\0\1\0\0\0\0" + q[12:]
             + b"\xc0\x0c\0\1\0\1" + struct.pack(">IH", 60, 4) + bytes([192, 0, 2, 80]), a)
PY
cat > ask.py <<'PY'
import socket
q = b"\x12\x34\x01\0\0\1\0\0\0\0\0\0\3web\7example\0\0\1\0\1"
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(3):
    s.sendto(q, ("192.0.2.1", 53))
    s.recv(512)
PY
python3 dns.py & dns=$!
python3 -m http.server 80 --bind :: > /dev/null 2>&1 & web=$!
openssl s_server -quiet -accept 443 -cert cert.pem -key key.pem -www > /dev/null 2>&1 & tls=$!
dumpcap -q -i lo -w "$work/web.pcapng" 2> /dev/null & cap=$!
sleep 2
python3 ask.py
curl -s http://192.0.2.80/ http://192.0.2.80/missing 'http://[2001:db8::80]/' > /dev/null
curl -sk https://192.0.2.80/ > /dev/null
curl -s http://192.0.2.80:81/ > /dev/null || true
sleep 1
kill -INT $cap; wait $cap || true
kill $dns $web $tls
# Without the description of this machine that dumpcap writes.
editcap -F nsecpcap web.pcapng web.pcap
editcap -F pcapng web.pcap "$out/web.pcapng"
rm -r "$work"
