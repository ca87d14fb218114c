// The page: header, theme, the filters in force, and the sections in their order.

function chips() {
  const names = { time: "time", host: "host", peer: "with", protocol: "protocol", port: "port", value: "value" };
  const say = (name, value) => (name === "time" ? `+${span(value[0])} to +${span(value[1])}` : String(value));
  const list = Object.entries(filter).filter(([, value]) => value !== null).map(([name, value]) =>
    el("button", { type: "button", class: "chip", "aria-label": `remove filter ${names[name]} ${say(name, value)}`, click: () => choose({ [name]: null }) },
      `${names[name]}: ${say(name, value)} ✕`));
  const clear = el("button", { type: "button", id: "clear", disabled: list.length === 0, click: () => choose({ ...NOTHING }) }, "Clear filters");
  const hint = list.length === 0 ? el("span", { class: "note" }, "No filter: choose a host, port, protocol, finding or span of time.") : null;
  document.getElementById("filters").replaceChildren(clear, ...list, ...(hint ? [hint] : []));
  const bytes = flows().reduce((sum, flow) => sum + flow.bytes, 0);
  document.getElementById("status").textContent = list.length === 0 ? ""
    : `${grouped(flows().length)} of ${grouped(FLOWS.length)} flows, ${scaled(bytes, "B")}, ${grouped(findings().length)} findings match.`;
}

function theme() {
  const button = document.getElementById("theme");
  const all = ["automatic", "light", "dark"];
  let at = 0;
  button.addEventListener("click", () => {
    at = (at + 1) % all.length;
    if (at === 0) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = all[at];
    button.textContent = `Theme: ${all[at]}`;
  });
}

function start() {
  document.getElementById("title").textContent = DATA.title;
  document.getElementById("subtitle").textContent = DATA.start_ns === null ? "no packets"
    : `${instant(DATA.start_ns)} to ${instant(DATA.end_ns)} (UTC)`;
  document.getElementById("footer").textContent = `Made by ${DATA.tool}. Nothing on this page comes from or goes to a network.`;
  document.getElementById("print").addEventListener("click", () => window.print());
  theme();
  const cards = [
    summaryCard(),
    card("timeline", "Traffic over time", true, timeline()),
    findingsCard(),
    protocolsCard(),
    talkersCard(),
    conversationsCard(),
    flowsCard(),
    servicesCard(),
    applicationCard("dns", "DNS", "dns", [["names", "Names asked for"], ["rcodes", "Response codes"], ["types", "Types"], ["nxdomain", "Names that do not exist"]]),
    applicationCard("http", "HTTP", "http", [["hosts", "Hosts"], ["statuses", "Status codes"], ["methods", "Methods"], ["user_agents", "User agents"]]),
    applicationCard("tls", "TLS", "tls", [["server_names", "Server names"], ["versions", "Versions"], ["ciphers", "Ciphers"], ["certificates", "Certificates"], ["alerts", "Alerts"]]),
    applicationCard("quic", "QUIC", "quic", [["server_names", "Server names"]]),
    healthCard(),
  ].filter((it) => it !== null);
  document.getElementById("main").append(...cards);
  document.getElementById("nav").append(...cards.map((it) => el("a", { href: `#${it.id}` }, it.querySelector("h2").textContent)));
  listeners.push(chips);
  chips();
}

start();
