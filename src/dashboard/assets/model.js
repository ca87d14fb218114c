// The numbers, and the filter that all sections share. A filter chooses flows; hosts, conversations
// and services are then counted from these flows, and from the whole capture while nothing is chosen.

const DATA = JSON.parse(document.getElementById("data").textContent);

/** A table by name: its columns as objects, its rows, how many there were. */
function table(name) {
  const found = DATA.tables[name];
  if (!found) return { title: "", columns: [], rows: [], total: 0 };
  const columns = found.columns.map(([column, kind, unit, doc]) => ({ name: column, kind, unit, doc }));
  return { title: found.title, columns, rows: found.rows, total: found.total };
}

/** The rows of a table as objects. */
function records(name) {
  const { columns, rows } = table(name);
  return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column.name, row[at]])));
}

const START = DATA.start_ns === null ? 0n : BigInt(DATA.start_ns);
const sinceStart = (text) => Number(BigInt(text) - START) / 1e9;
const LENGTH = DATA.end_ns === null ? 0 : sinceStart(DATA.end_ns);

/** Columns that files of the user's add (countries, lists) behind the first so many of a table. */
const added = (name, known) => table(name).columns.slice(known);

/** What such files say of a row, by what its first cells say. */
function addedBy(name, known, key) {
  const { rows, columns } = table(name);
  const cells = new Map(columns.length > known ? rows.map((row) => [key(row), row.slice(known)]) : []);
  const none = columns.slice(known).map(() => null);
  return (row) => cells.get(key(row)) ?? none;
}

const FLOW_COLUMNS = 17;
const ADDED_TO_FLOWS = added("flows.flows", FLOW_COLUMNS);
const FLOWS = records("flows.flows").map((flow) => {
  const from = sinceStart(flow.ts);
  const sent = flow.orig_frame_bytes ?? 0;
  const received = flow.resp_frame_bytes ?? 0;
  return {
    from, to: from + (flow.total_duration ?? 0), ts: flow.ts, duration: flow.total_duration ?? 0,
    a: flow["id.orig_h"], b: flow["id.resp_h"], port_a: flow["id.orig_p"], port: flow["id.resp_p"],
    proto: flow.proto, service: flow.service, state: flow.conn_state,
    packets: (flow.orig_pkts ?? 0) + (flow.resp_pkts ?? 0), sent, received, bytes: sent + received,
    sent_packets: flow.orig_pkts ?? 0, received_packets: flow.resp_pkts ?? 0,
    again: flow.orig_retransmissions === null && flow.resp_retransmissions === null
      ? null : (flow.orig_retransmissions ?? 0) + (flow.resp_retransmissions ?? 0),
    rtt: flow.handshake_rtt_ns === null || flow.handshake_rtt_ns === undefined ? null : flow.handshake_rtt_ns / 1e9,
    frame: flow.first_frame, added: ADDED_TO_FLOWS.map((column) => flow[column.name]),
  };
});
const FLOWS_TOTAL = table("flows.flows").total;

/** What a protocol of the hierarchy means for a flow. */
function speaks(flow, protocol) {
  if (protocol === "ip") return typeof flow.a === "string" && !flow.a.includes(":");
  if (protocol === "ipv6") return typeof flow.a === "string" && flow.a.includes(":");
  return flow.proto === protocol || (flow.service ?? "").split(",").includes(protocol);
}

const NOTHING = { time: null, host: null, peer: null, protocol: null, port: null, value: null };
let filter = { ...NOTHING };
const listeners = [];

/** Two hosts as one word, whatever their order. */
const pairOf = (one, other) => (one < other ? `${one} ${other}` : `${other} ${one}`);

// Which hosts had a value of DNS, HTTP, TLS, QUIC or the expert: by section and table, then by pair
// and by value.
const ENDS = new Map();
const PAIRS = new Map();
for (const section of ["dns", "http", "tls", "quic", "expert"]) {
  for (const it of records(`${section}.ends`)) {
    const name = `${section}.${it.table}`;
    const pair = pairOf(it.address_a, it.address_b);
    if (!ENDS.has(name)) ENDS.set(name, new Map());
    const ofPair = ENDS.get(name);
    if (!ofPair.has(pair)) ofPair.set(pair, []);
    ofPair.get(pair).push([it.value, it.messages]);
    const word = `${name}: ${it.value}`;
    if (!PAIRS.has(word)) PAIRS.set(word, { pairs: new Set(), hosts: new Set(), section });
    const known = PAIRS.get(word);
    known.pairs.add(pair);
    known.hosts.add(it.address_a).add(it.address_b);
  }
}

/** What chooses the flows of a value, where it is known whose it is. */
const wordOf = (section, name, value) => (PAIRS.has(`${section}.${name}: ${value}`) ? `${section}.${name}: ${value}` : null);

/** Whether a flow may carry what a section is about. */
const carries = (flow, section) => section === "expert" || speaks(flow, section);

/** How often each value of a table occurs between the hosts of the chosen flows; null without a filter. */
function chosenValues(section, name) {
  const ofPair = ENDS.get(`${section}.${name}`);
  if (!isFiltered() || ofPair === undefined) return null;
  const sums = new Map();
  const seen = new Set();
  for (const flow of flows()) {
    const pair = pairOf(flow.a, flow.b);
    if (seen.has(pair) || !carries(flow, section)) continue;
    seen.add(pair);
    for (const [value, messages] of ofPair.get(pair) ?? []) sums.set(value, (sums.get(value) ?? 0) + messages);
  }
  return sums;
}

/** Whether a filter is in force. */
const isFiltered = () => Object.values(filter).some((value) => value !== null);

/** Changes the filter and tells every section. */
function choose(change) {
  filter = { ...filter, ...change };
  for (const listener of listeners) listener();
}

/** Chooses a value, or takes it back where it is chosen already. */
function toggle(change) {
  const same = Object.entries(change).every(([name, value]) => filter[name] === value);
  choose(same ? Object.fromEntries(Object.keys(change).map((name) => [name, null])) : change);
}

const isIn = (value, other) => value !== null && value !== undefined && value === other;

function matches(flow) {
  const { time, host, peer, protocol, port, value } = filter;
  if (value !== null) {
    const known = PAIRS.get(value);
    if (!known.pairs.has(pairOf(flow.a, flow.b)) || !carries(flow, known.section)) return false;
  }
  if (time !== null && (flow.to < time[0] || flow.from > time[1])) return false;
  if (host !== null && flow.a !== host && flow.b !== host) return false;
  if (peer !== null && !isIn(flow.a, peer) && !isIn(flow.b, peer)) return false;
  if (protocol !== null && !speaks(flow, protocol)) return false;
  return port === null || `${flow.proto}/${flow.port}` === port;
}

let chosen = null;
listeners.push(() => { chosen = null; });

/** The flows that the filter chooses. */
function flows() {
  chosen ??= isFiltered() ? FLOWS.filter(matches) : FLOWS;
  return chosen;
}

/** Flows joined by a key: `add` counts one in. */
function joined(key, make, add) {
  const groups = new Map();
  for (const flow of flows()) {
    for (const name of key(flow)) {
      let group = groups.get(name);
      if (group === undefined) groups.set(name, group = make(flow, name));
      add(group, flow, name);
    }
  }
  return [...groups.values()];
}

function widen(group, flow) {
  group.from = Math.min(group.from, flow.from);
  group.to = Math.max(group.to, flow.to);
  group.packets += flow.packets;
  group.bytes += flow.bytes;
}
const empty = (flow) => ({ from: flow.from, to: flow.to, packets: 0, bytes: 0 });

/** Hosts: address, packets, bytes, sent, received, start, duration. */
function talkers() {
  if (!isFiltered()) {
    const ip = table("endpoints.ip");
    return ip.rows.length > 0 ? ip.rows : table("endpoints.eth").rows;
  }
  const groups = joined((flow) => new Set([flow.a, flow.b]), (flow, host) => ({ ...empty(flow), host, sent: 0, received: 0 }),
    (group, flow, host) => {
      widen(group, flow);
      group.sent += (flow.a === host ? flow.sent : 0) + (flow.b === host ? flow.received : 0);
      group.received += (flow.a === host ? flow.received : 0) + (flow.b === host ? flow.sent : 0);
    });
  return groups.map((it) => [it.host, it.packets, it.bytes, it.sent, it.received, it.from, it.to - it.from]);
}

/** Pairs of hosts. */
function conversations() {
  if (!isFiltered()) return table("conversations.ip").rows;
  const pair = (flow) => [flow.a < flow.b ? `${flow.a} ${flow.b}` : `${flow.b} ${flow.a}`];
  const groups = joined(pair, (flow) => ({ ...empty(flow), a: flow.a, b: flow.b, sent: 0, received: 0 }), (group, flow) => {
    widen(group, flow);
    group.sent += flow.a === group.a ? flow.sent : flow.received;
    group.received += flow.a === group.a ? flow.received : flow.sent;
  });
  return groups.map((it) => [it.a, it.b, it.packets, it.bytes, it.sent, it.received, it.from, it.to - it.from]);
}

/** Services: transport, port, service, conversations, packets, bytes. */
function services() {
  if (!isFiltered()) return table("ports.ports").rows;
  const named = new Map(table("ports.ports").rows.map((row) => [`${row[0]}/${row[1]}`, row[2]]));
  const groups = joined((flow) => (!["tcp", "udp", "sctp"].includes(flow.proto) ? [] : [`${flow.proto}/${flow.port}`]),
    (flow, name) => ({ ...empty(flow), name, proto: flow.proto, port: flow.port, service: named.get(name) ?? flow.service, count: 0 }),
    (group, flow) => { widen(group, flow); group.count += 1; });
  return groups.map((it) => [it.proto, it.port, it.service, it.count, it.packets, it.bytes]);
}

/** Whether a finding has to do with what is chosen. */
function concerns(finding) {
  const { time, host, peer, protocol, port, value } = filter;
  if (value !== null) {
    const { pairs, hosts } = PAIRS.get(value);
    const [from, to] = [finding.src_ip, finding.dest_ip];
    if (from !== null && to !== null ? !pairs.has(pairOf(from, to)) : !hosts.has(from ?? to ?? finding.subject)) return false;
  }
  const names = (address) => finding.src_ip === address || finding.dest_ip === address || finding.subject === address;
  if (time !== null && (sinceStart(finding.last_seen) < time[0] || sinceStart(finding.first_seen) > time[1])) return false;
  if (host !== null && !names(host)) return false;
  if (peer !== null && !names(peer)) return false;
  if (protocol !== null && finding.proto !== protocol && !["ip", "ipv6"].includes(protocol)) return false;
  return port === null || finding.dest_port === null || `${finding.proto}/${finding.dest_port}` === port;
}
