// The sections of the page, each a card.

const findings = () => records("detect.findings").filter((finding) => !isFiltered() || concerns(finding));

/** A column of a table of the report, with what is to be different. */
function column(name, source, more = {}) {
  const found = table(source).columns.find((it) => it.name === name);
  return { name, kind: "text", unit: "", doc: "", ...found, ...more };
}
const made = (name, kind, unit, doc, more = {}) => ({ name, kind, unit, doc, ...more });

/** A button that filters by what it shows. */
const picker = (text, change, what) => el("button", { type: "button", class: "link", "aria-label": `filter by ${what} ${text}`,
  click: () => toggle(change) }, text);
const host = (address) => (address === null || address === undefined ? "–" : picker(String(address), { host: address, peer: null }, "host"));

function card(id, title, isWide, ...children) {
  return el("section", { class: isWide ? "card wide" : "card", id, "aria-labelledby": `${id}-title` }, el("h2", { id: `${id}-title` }, title), ...children);
}

const cut = (shown, total, what) => () => (isFiltered()
  ? `Counted from the flows that the filter chooses; a flow that touches the span counts whole.${FLOWS.length < FLOWS_TOTAL ? ` Of ${grouped(FLOWS_TOTAL)} flows the ${grouped(FLOWS.length)} largest are here.` : ""}`
  : shown < total ? `The largest ${grouped(shown)} of ${grouped(total)} ${what}.` : "");

function summaryCard() {
  const [all] = records("summary.summary");
  const tile = (name, value) => el("div", {}, el("dt", {}, name), el("dd", {}, value));
  const tiles = all === undefined ? [] : [
    tile("packets", grouped(all.packets)), tile("bytes on the wire", `${scaled(all.wire_bytes, "B")}`),
    tile("duration", all.duration_s === null ? "–" : span(all.duration_s)), tile("first packet", all.first === null ? "–" : instant(all.first)),
    tile("last packet", all.last === null ? "–" : instant(all.last)),
    tile("mean rate", all.bits_per_s === null ? "–" : scaled(all.bits_per_s, "bit/s")),
    tile("hosts", grouped(table("endpoints.ip").total)), tile("flows", grouped(FLOWS_TOTAL)),
    tile("findings", grouped(table("detect.findings").total)), tile("malformed packets", grouped(all.malformed ?? 0)),
  ];
  const input = DATA.input;
  const faults = input.faults.length === 0 ? null : el("ul", {}, ...input.faults.map((fault) => el("li", { class: "warn" }, fault)));
  const state = el("p", { class: input.sound ? "note" : "warn" },
    `Input: ${input.state}. ${grouped(input.packets_read)} packets read, ${grouped(input.packets_kept)} kept` +
    (input.out_of_order > 0 ? `, ${grouped(input.out_of_order)} earlier than the one before them` : "") + ".");
  const listed = (name, title, keep) => {
    const source = table(name);
    const places = source.columns.map((it, at) => at).filter((at) => keep.includes(source.columns[at].name));
    return source.rows.length === 0 ? null : sortable(places.map((at) => source.columns[at]), () => source.rows.map((row) => places.map((at) => row[at])),
      { title, file: title.toLowerCase(), search: false });
  };
  return card("summary", "Summary and input", true, el("dl", { class: "tiles" }, ...tiles), state, faults,
    listed("summary.files", "Files", ["file", "format", "compression", "link_types", "packets", "wire_bytes", "file_bytes", "sha256", "faults"]),
    table("summary.interfaces").rows.length > 1 ? listed("summary.interfaces", "Interfaces", ["interface", "name", "link_type", "packets", "dropped"]) : null,
    listed("summary.malformed", "Malformed packets", ["fault", "packets", "meaning", "first_frames"]));
}

/** Severities from the slightest. */
const GRADES = ["info", "low", "note", "medium", "warning", "high", "error", "critical"];

function findingsCard() {
  const reasons = new Map();
  for (const it of records("detect.reasons")) reasons.set(it.finding, [...(reasons.get(it.finding) ?? []), it]);
  const why = (finding) => el("div", {}, finding.message, el("ul", { class: "reasons" },
    ...(reasons.get(finding.finding) ?? []).map((it) => el("li", {}, `${it.measure}: ${human(it.value, "float", "")} (threshold ${human(it.threshold, "float", "")})`)),
    el("li", {}, "Wireshark: ", el("code", {}, finding.display_filter ?? "")), el("li", {}, `frames ${finding.frames ?? ""}`)));
  const focus = (finding) => el("button", { type: "button", class: "link", "aria-label": `filter by finding ${finding.finding}`,
    click: () => choose({ ...NOTHING, host: finding.src_ip ?? finding.dest_ip, peer: finding.src_ip === null ? null : finding.dest_ip,
      port: finding.dest_port === null || finding.proto === null ? null : `${finding.proto}/${finding.dest_port}` }) }, String(finding.finding));
  const columns = [
    made("finding", "unsigned", "", "number; a click filters by it", { show: (row) => focus(row.record) }),
    made("severity", "text", "", "how much it matters", { rank: GRADES, show: (row) => el("span", { class: `severity ${row[1]}` }, row[1]) }),
    column("detector", "detect.findings"), column("first_seen", "detect.findings"),
    column("src_ip", "detect.findings", { label: "source", show: (row) => host(row[4]) }),
    column("dest_ip", "detect.findings", { label: "destination", show: (row) => host(row[5]) }),
    column("technique", "detect.findings", { show: (row) => `${row.record.technique_id ?? ""} ${row[6] ?? ""}` }),
    made("message", "text", "", "what was found, and on what it rests", { label: "what and why", show: (row) => why(row.record) }),
  ];
  const row = (it) => Object.assign([it.finding, it.severity, it.detector, it.first_seen, it.src_ip, it.dest_ip, it.technique, it.message], { record: it });
  const [shown, total] = [table("detect.findings").rows.length, table("detect.findings").total];
  return card("findings", "Findings", true, sortable(columns, () => findings().map(row), { title: "Findings", file: "findings", size: 10,
    note: () => (shown < total ? `The gravest ${shown} of ${grouped(total)}. ` : "") + (DATA.notes.detect ?? []).join(" ") }));
}

function protocolsCard() {
  const source = table("protocols.protocols");
  const known = (name) => ["ip", "ipv6"].includes(name) || FLOWS.some((flow) => speaks(flow, name));
  const usable = new Set(source.rows.map((row) => row[0]).filter(known));
  const name = (row) => {
    const node = usable.has(row[0]) ? picker(row[0], { protocol: row[0] }, "protocol") : el("span", {}, row[0]);
    node.style.marginLeft = `${Math.max(0, row[1] - 1) * 0.9}rem`;
    return node;
  };
  const columns = [column("protocol", "protocols.protocols", { show: name }), column("depth", "protocols.protocols"),
    column("packets", "protocols.protocols", { bar: true }), column("frame_bytes", "protocols.protocols", { label: "bytes" }),
    column("packets_percent", "protocols.protocols"), made("chosen_packets", "unsigned", "packets", "packets of the chosen flows", { label: "chosen packets" })];
  // What a row means for flows: its own name and those above it, as far as flows know them. Rows
  // that would mean the same (below a tag, inside a tunnel) are counted once.
  const path = [];
  const seen = new Set();
  const means = source.rows.map((row) => {
    path.length = row[1] - 1;
    path.push(row[0]);
    const names = path.filter((it) => usable.has(it));
    const isNew = usable.has(row[0]) && !seen.has(names.join(" "));
    seen.add(names.join(" "));
    return isNew ? names : null;
  });
  const counted = (names) => flows().reduce((sum, flow) => sum + (names.every((it) => speaks(flow, it)) ? flow.packets : 0), 0);
  const rows = () => source.rows.map((row, at) => [...row, isFiltered() && means[at] !== null ? counted(means[at]) : null]);
  return card("protocols", "Protocols", false, sortable(columns, rows, { title: "Protocol hierarchy", file: "protocols", size: 25 }));
}

function talkersCard() {
  const source = "endpoints.ip";
  const columns = [column("address", source, { show: (row) => host(row[0]) }), column("packets", source), column("frame_bytes", source, { label: "bytes", bar: true }),
    column("frame_bytes_sent", source, { label: "bytes sent" }), column("frame_bytes_received", source, { label: "bytes received" }),
    column("start_s", source), column("duration_s", source), ...added(source, 7)];
  const known = addedBy(source, 7, (row) => row[0]);
  const rows = () => talkers().map((row) => [...row.slice(0, 7), ...known(row)]);
  return card("talkers", "Talkers", false, sortable(columns, rows, { title: "Hosts", file: "hosts", sort: [2, true],
    note: cut(table(source).rows.length, table(source).total, "hosts") }));
}

function conversationsCard() {
  const source = "conversations.ip";
  const pair = (row) => picker("both", { host: row[0], peer: row[1] }, `hosts ${row[0]} and ${row[1]}:`);
  const columns = [column("address_a", source, { show: (row) => host(row[0]) }), column("address_b", source, { show: (row) => el("span", {}, host(row[1]), " (", pair(row), ")") }),
    column("packets", source), column("frame_bytes", source, { label: "bytes", bar: true }), column("frame_bytes_a_to_b", source, { label: "bytes a→b" }),
    column("frame_bytes_b_to_a", source, { label: "bytes b→a" }), column("start_s", source), column("duration_s", source), ...added(source, 8)];
  const known = addedBy(source, 8, (row) => pairOf(row[0], row[1]));
  const rows = () => conversations().map((row) => [...row.slice(0, 8), ...known(row)]);
  return card("conversations", "Conversations", true, sortable(columns, rows, { title: "Conversations of hosts", file: "conversations", sort: [3, true],
    note: cut(table(source).rows.length, table(source).total, "conversations") }));
}

function servicesCard() {
  const source = "ports.ports";
  const port = (row) => picker(String(row[1]), { port: `${row[0]}/${row[1]}` }, `port ${row[0]}`);
  const columns = [column("transport", source), column("port", source, { show: port }), column("service", source), column("conversations", source),
    column("packets", source), column("frame_bytes", source, { label: "bytes", bar: true })];
  return card("services", "Services", false, sortable(columns, services, { title: "Services", file: "services", sort: [5, true],
    note: cut(table(source).rows.length, table(source).total, "services") }));
}

function flowsCard() {
  const columns = [made("ts", "time", "", "time of the first packet", { label: "begin" }), made("duration_s", "duration", "s", "from the first to the last packet"),
    made("originator", "address", "", "who began it", { show: (row) => host(row[2]) }), made("originator_port", "unsigned", "", "its port", { label: "port" }),
    made("responder", "address", "", "whom it reached", { show: (row) => host(row[4]) }), made("responder_port", "unsigned", "", "its port", { label: "port",
      show: (row) => (row[5] === null ? "–" : picker(String(row[5]), { port: `${row[6]}/${row[5]}` }, "port")) }),
    made("proto", "text", "", "transport"), made("service", "text", "", "application"), made("state", "text", "", "state as Zeek's conn_state"),
    made("packets", "unsigned", "packets", "both ways"), made("bytes_sent", "unsigned", "bytes", "of the originator, whole frames", { bar: true }),
    made("bytes_received", "unsigned", "bytes", "of the responder, whole frames", { bar: true }), made("retransmissions", "unsigned", "packets", "both ways, TCP"),
    made("handshake_rtt_s", "duration", "s", "SYN to the handshake's end"), made("first_frame", "unsigned", "", "number of its first packet", { label: "frame" }),
    ...ADDED_TO_FLOWS];
  const row = (flow) => [flow.ts, flow.duration, flow.a, flow.port_a, flow.b, flow.port, flow.proto, flow.service, flow.state, flow.packets, flow.sent,
    flow.received, flow.again, flow.rtt, flow.frame, ...flow.added];
  return card("flows", "Flows", true, sortable(columns, () => flows().map(row), { title: "Flows", file: "flows", sort: [0, false],
    note: () => (FLOWS.length < FLOWS_TOTAL ? `The ${grouped(FLOWS.length)} flows with most bytes, of ${grouped(FLOWS_TOTAL)}; netsift stats flows has all.` : "") }));
}

function healthCard() {
  const source = table("expert.expert");
  const severity = (row) => el("span", { class: `severity ${row[0]}` }, row[0]);
  const remark = (row) => valuePicker("expert", "expert", row[summary]);
  const columns = source.columns.map((it) => ({ ...it, ...(it.name === "severity" ? { show: severity, rank: GRADES } : {}),
    ...(it.name === "summary" ? { show: remark } : {}) }));
  const lossy = () => {
    const tcp = flows().filter((flow) => flow.proto === "tcp");
    const again = tcp.reduce((sum, flow) => sum + (flow.again ?? 0), 0);
    const packets = tcp.reduce((sum, flow) => sum + flow.packets, 0);
    const times = tcp.map((flow) => flow.rtt).filter((rtt) => rtt !== null).sort((one, other) => one - other);
    const middle = times.length === 0 ? "–" : `${(times[Math.floor((times.length - 1) / 2)] * 1000).toPrecision(3)} ms`;
    const share = packets === 0 ? "–" : `${((100 * again) / packets).toFixed(2)} %`;
    return `${grouped(tcp.length)} TCP flows${isFiltered() ? " chosen" : ""}: ${grouped(again)} retransmitted packets (${share}), median handshake ${middle}.`;
  };
  const summary = source.columns.findIndex((it) => it.name === "summary");
  const line = el("p", {}, lossy());
  listeners.push(() => { line.textContent = lossy(); });
  return card("health", "TCP health and oddities", true, line, sortable(columns, () => ofChosen("expert", "expert", summary),
    { title: "What to look at", file: "expert", note: noteOfChosen("expert", source) }));
}

/** A value as a button that filters by it, where it is known whose it is. */
function valuePicker(section, name, value) {
  const word = wordOf(section, name, value);
  return word === null ? human(value, "text", "") : picker(String(value), { value: word }, "value");
}

/** The rows of a table of values, and where a filter is in force those that the chosen hosts have, counted from these. */
function ofChosen(section, name, place) {
  const { columns, rows } = table(`${section}.${name}`);
  const sums = chosenValues(section, name);
  if (sums === null) return rows;
  const count = columns.findIndex((it) => ["messages", "answers", "packets"].includes(it.name));
  const share = columns.findIndex((it) => it.name === "percent");
  const all = [...sums.values()].reduce((sum, it) => sum + it, 0);
  const known = rows.filter((row) => sums.has(String(row[place])));
  const changed = known.map((row) => row.map((cell, at) => {
    const sum = sums.get(String(row[place]));
    if (at === count) return sum;
    return at === share ? (100 * sum) / all : cell;
  }));
  return count < 0 ? changed : changed.sort((one, other) => other[count] - one[count]);
}

/** What a reader has to know of such a table. */
const noteOfChosen = (section, source) => () => {
  const { rows, total } = table(`${section}.ends`);
  const cutOff = rows.length < total ? ` Of ${grouped(total)} values of pairs of hosts the ${grouped(rows.length)} most frequent are here.` : "";
  if (isFiltered()) return `Counted for the pairs of hosts of the chosen flows, at any time.${cutOff}`;
  return source.rows.length < source.total ? `The first ${grouped(source.rows.length)} of ${grouped(source.total)}.` : "";
};

/** DNS, HTTP, TLS, QUIC: their counts as tiles, their names and codes as tables. */
function applicationCard(section, title, protocol, parts) {
  const [all] = records(`${section}.${section}`);
  const busy = parts.filter(([name]) => table(`${section}.${name}`).rows.length > 0);
  if (all === undefined || busy.length === 0) return null;
  const tiles = table(`${section}.${section}`).columns.filter((it) => all[it.name] !== null && all[it.name] !== 0).map((it) =>
    el("div", {}, el("dt", { title: it.doc }, heading(it.name, it.unit)), el("dd", {}, human(all[it.name], it.kind, it.unit))));
  const tables = busy.map(([name, label]) => {
    const source = table(`${section}.${name}`);
    const isByHosts = ENDS.has(`${section}.${name}`);
    const show = (row) => valuePicker(section, name, row[0]);
    const columns = source.columns.map((it, at) => ({ ...it, bar: it.name === "messages", ...(at === 0 && isByHosts ? { show } : {}) }));
    const whole = () => (isFiltered() ? "Of the whole capture, whatever is chosen. " : "") +
      (source.rows.length < source.total ? `The first ${grouped(source.rows.length)} of ${grouped(source.total)}.` : "");
    return sortable(columns, () => ofChosen(section, name, 0), { title: label, file: `${section}-${name}`,
      note: isByHosts ? noteOfChosen(section, source) : whole });
  });
  const pick = el("button", { type: "button", click: () => toggle({ protocol }) }, `filter by ${title} flows`);
  return card(section, title, false, el("div", { class: "controls" }, pick), el("dl", { class: "tiles" }, ...tiles), ...tables);
}
