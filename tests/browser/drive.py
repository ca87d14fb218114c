#!/usr/bin/env python3
"""Drives a headless Chromium over the page of a report and checks what a user would see.

usage: drive.py BROWSER full|many|enriched|loads PAGE FOLDER [SCREENSHOTS]

The DevTools protocol is spoken over a pipe (descriptors 3 and 4 of the browser, messages end in a
NUL), so that nothing but Python's standard library is needed and no port is opened.
"""
import base64
import json
import os
import select
import subprocess
import sys
import time


class Browser:
    def __init__(self, program, folder):
        to_read, self.write_end = os.pipe()
        self.read_end, to_write = os.pipe()

        def descriptors():
            one, other = os.dup(to_read), os.dup(to_write)
            os.dup2(one, 3)
            os.dup2(other, 4)
            os.closerange(5, 64)

        arguments = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                     "--remote-debugging-pipe", "--disable-background-networking", "--disable-sync",
                     "--disable-component-update", f"--user-data-dir={folder}/profile", "about:blank"]
        self.process = subprocess.Popen(arguments, preexec_fn=descriptors, close_fds=False,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.number, self.buffer, self.events, self.session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network", "DOM", "Accessibility"]:
            self.call(f"{domain}.enable")

    def receive(self, patience):
        deadline = time.monotonic() + patience
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.read_end], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                return None
            part = os.read(self.read_end, 1 << 20)
            if not part:
                raise SystemExit("the browser went away")
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive(60)
            if answer is None:
                raise SystemExit(f"no answer to {method}")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, method):
        deadline = time.monotonic() + 60
        while not any(event.get("method") == method for event in self.events):
            event = self.receive(deadline - time.monotonic())
            if event is None:
                raise SystemExit(f"no {method}")
            self.events.append(event)

    def js(self, text):
        result = self.call("Runtime.evaluate", expression=text, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"{text}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def open(self, page):
        self.events.clear()
        self.call("Page.navigate", url="file://" + os.path.abspath(page))
        self.wait_for("Page.loadEventFired")

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)

    def press(self, key, code=0, modifiers=0):
        for kind in ["keyDown", "keyUp"]:
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code, modifiers=modifiers, **text)

    def mouse(self, kind, x, y):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def close(self):
        self.process.terminate()
        self.process.wait()


CHECKS = 0


def check(holds, what):
    global CHECKS
    CHECKS += 1
    if not holds:
        raise SystemExit(f"FAILED: {what}")


def troubles(browser, page):
    """Errors on the console, requests that are not the page, dialogs."""
    found = []
    for event in browser.events:
        method, data = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            found.append(data["exceptionDetails"])
        elif method == "Runtime.consoleAPICalled" and data["type"] in ("error", "warning"):
            found.append(data["args"])
        elif method == "Log.entryAdded" and data["entry"]["level"] in ("error", "warning"):
            found.append(data["entry"])
        elif method == "Page.javascriptDialogOpening":
            found.append(data)
        elif method == "Network.requestWillBeSent":
            address = data["request"]["url"]
            if address != "file://" + os.path.abspath(page) and not address.startswith("blob:"):
                found.append(address)
    return found


# Text whose contrast with what is behind it is below 4.5 (WCAG 2.1, section 1.4.3).
CONTRAST = """(() => {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const light = ([r, g, b]) => { const l = [r, g, b].map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2] + 0.05; };
  const behind = (node) => { for (; node; node = node.parentElement) { const c = parse(getComputedStyle(node).backgroundColor); if (c[3] > 0) return c; } return [255, 255, 255, 1]; };
  const bad = new Set();
  for (const node of document.querySelectorAll("body *")) {
    if (![...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim() !== "")) continue;
    if (node.disabled || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName) || node.getClientRects().length === 0) continue;
    const style = getComputedStyle(node);
    const colour = parse(node instanceof SVGElement ? style.fill : style.color);
    const backs = [behind(node)];
    const cell = node.closest("td.bar");
    if (cell) backs.push(parse(getComputedStyle(document.documentElement).getPropertyValue("--bar").replace(/#(..)(..)(..)/, (_, r, g, b) => [r, g, b].map((x) => parseInt(x, 16)).join(","))));
    for (const back of backs) {
      const [a, b] = [light(colour), light(back)].sort((x, y) => y - x);
      if (a / b < 4.5) bad.add(`${node.tagName}.${node.className.baseVal ?? node.className} "${node.textContent.slice(0, 30)}" ${(a / b).toFixed(2)}`);
    }
  }
  return [...bad];
})()"""

CELLS = "[...document.querySelectorAll('#%s tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))"


def click(browser, selector):
    check(browser.js(f"document.querySelector({json.dumps(selector)}) !== null"), f"{selector} is there")
    browser.js(f"document.querySelector({json.dumps(selector)}).click()")


def number(text):
    return float(text.replace(",", ""))


def full(browser, folder, shots):
    total = browser.js("document.querySelector('#flows .controls span').textContent")
    # Sorting: by packets, once down, once up.
    head = "#talkers th:nth-child(2)"
    click(browser, head + " button")
    check(browser.js(f"document.querySelector('{head}').getAttribute('aria-sort')") == "descending", "sorted down")
    down = [number(row[1]) for row in browser.js(CELLS % "talkers")]
    check(len(down) > 2 and down == sorted(down, reverse=True), f"the most packets first: {down}")
    click(browser, head + " button")
    up = [number(row[1]) for row in browser.js(CELLS % "talkers")]
    check(up == sorted(up) and up[0] <= down[-1], f"the fewest packets first: {up}")
    click(browser, head + " button")
    # Searching.
    host = browser.js("document.querySelector('#talkers tbody button').textContent")
    browser.js(f"(() => {{ const box = document.querySelector('#talkers input'); box.value = {json.dumps(host)}; box.dispatchEvent(new Event('input')); }})()")
    rows = browser.js(CELLS % "talkers")
    check(rows and all(host in " ".join(row) for row in rows), f"only {host}: {rows}")
    browser.js("(() => { const box = document.querySelector('#talkers input'); box.value = ''; box.dispatchEvent(new Event('input')); })()")
    # Pages.
    first = browser.js(CELLS % "flows")
    click(browser, "#flows button[aria-label^=next]")
    check(browser.js(CELLS % "flows") != first, "another page of flows")
    # A host filters flows and conversations.
    click(browser, "#talkers tbody button")
    flows = browser.js(CELLS % "flows")
    check(flows and all(host in (row[2], row[4]) for row in flows), f"flows of {host} alone")
    talks = browser.js(CELLS % "conversations")
    check(talks and all(host in row[0] or host in row[1] for row in talks), f"conversations of {host} alone")
    check(browser.js("document.querySelector('#filters .chip').textContent").startswith("host: " + host), "a chip says so")
    check("flows" in browser.js("document.getElementById('status').textContent"), "and a screen reader hears it")
    check(browser.js("document.querySelectorAll('svg .picked').length") > 0, "the timeline marks its traffic")
    click(browser, "#clear")
    check(browser.js("document.querySelector('#flows .controls span').textContent") == total, "all flows again")
    # A service and a protocol filter hosts.
    click(browser, "#services tbody button")
    service = browser.js("document.querySelector('#filters .chip').textContent").split(": ")[1].split(" ")[0]
    check(all(f"{row[6]}/{row[5]}" == service for row in browser.js(CELLS % "flows")), f"flows of {service} alone")
    click(browser, "#clear")
    # The brush.
    box = browser.js("(() => { document.querySelector('svg').scrollIntoView({block: 'center'}); const b = document.querySelector('svg').getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()")
    x, y, width, height = box
    browser.mouse("mousePressed", x + width * 0.1, y + height / 2)
    browser.mouse("mouseMoved", x + width * 0.3, y + height / 2)
    browser.mouse("mouseReleased", x + width * 0.45, y + height / 2)
    chip = browser.js("document.querySelector('#filters .chip')?.textContent ?? ''")
    check(chip.startswith("time: "), f"the brush chooses a span: {chip}")
    bounds = browser.js("[...document.querySelectorAll('#timeline input')].map((box) => Number(box.value))")
    check(0 <= bounds[0] < bounds[1], f"its bounds are numbers: {bounds}")
    check(browser.js("document.querySelector('#flows .controls span').textContent") != total, "fewer flows")
    click(browser, "#timeline .controls button:nth-of-type(1)")
    check(not browser.js("document.querySelector('#timeline .controls button:nth-of-type(2)').disabled"), "zoomed in")
    if shots:
        screenshot(browser, f"{shots}/brushed.png")
    browser.js("document.querySelector('svg').focus()")
    before = browser.js("document.querySelector('#timeline input').value")
    browser.press("ArrowRight", 39)
    check(browser.js("document.querySelector('#timeline input').value") != before, "an arrow key moves the span")
    browser.press("Escape", 27)
    check(browser.js("document.querySelector('#filters .chip') === null"), "Escape lets go of it")
    click(browser, "#timeline .controls button:nth-of-type(2)")
    # Export of what is shown.
    browser.session, session = None, browser.session
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)
    browser.session = session
    click(browser, "#talkers button[aria-label^=export]")
    path = os.path.join(folder, "hosts.csv")
    for _ in range(200):
        if os.path.exists(path) and os.path.getsize(path) > 0:
            break
        time.sleep(0.05)
    check(os.path.exists(path), "a file of CSV")
    import csv
    with open(path, newline="") as file:
        lines = list(csv.reader(file))
    check(lines[0][:3] == ["address", "packets", "frame_bytes"], f"its header: {lines[0]}")
    count = browser.js("document.querySelector('#talkers .controls span').textContent").split(" of ")[1]
    check(len(lines) - 1 == number(count), "every row that the table has")
    # Themes, and contrast in both.
    backs = []
    for expected in ["light", "dark"]:
        click(browser, "#theme")
        check(browser.js("document.documentElement.dataset.theme") == expected, f"the theme is {expected}")
        backs.append(browser.js("getComputedStyle(document.body).backgroundColor"))
        bad = browser.js(CONTRAST)
        check(bad == [], f"contrast, {expected}: {bad[:8]}")
        if shots:
            for width in (1400, 420):
                browser.size(width, 900)
                screenshot(browser, f"{shots}/{expected}-{width}.png")
            browser.size(1400, 1000)
    check(backs[0] != backs[1], "themes differ")
    click(browser, "#theme")
    # Nothing is wider than a narrow screen.
    browser.size(380, 800)
    check(browser.js("document.documentElement.scrollWidth") <= 380, "no sideways scrolling on a narrow screen")
    browser.size(1400, 1000)
    # Names for screen readers.
    tree = browser.call("Accessibility.getFullAXTree")["nodes"]
    wanted = ("button", "link", "textbox", "searchbox", "combobox", "spinbutton", "img", "image", "table", "region")
    nameless = [node["role"]["value"] for node in tree if not node.get("ignored")
                and node.get("role", {}).get("value") in wanted and not node.get("name", {}).get("value")]
    check(nameless == [], f"every control has a name: {nameless[:8]}")
    ids = browser.js("(() => { const ids = [...document.querySelectorAll('[id]')].map((it) => it.id); return ids.length - new Set(ids).size; })()")
    check(ids == 0, "identifiers are unique")
    # The focus goes through the page in its order and is seen.
    browser.js("document.activeElement.blur(); document.body.focus(); window.scrollTo(0, 0)")
    places = []
    for _ in range(40):
        browser.press("Tab", 9)
        places.append(browser.js("(() => { const all = [...document.querySelectorAll('*')]; const it = document.activeElement; return [all.indexOf(it), getComputedStyle(it).outlineStyle !== 'none']; })()"))
    order = [place for place, _ in places]
    begin = order.index(min(order))
    turned = order[begin:]
    check(turned == sorted(turned) and len(set(turned)) > 20, f"the focus follows the page: {order}")
    check(all(seen for _, seen in places), "the focus is seen")
    # Print.
    browser.call("Emulation.setEmulatedMedia", media="print")
    check(browser.js("getComputedStyle(document.querySelector('.controls')).display") == "none", "controls are not printed")
    pdf = base64.b64decode(browser.call("Page.printToPDF")["data"])
    check(pdf.startswith(b"%PDF") and len(pdf) > 10000, "it prints")
    browser.call("Emulation.setEmulatedMedia", media="")


def shown(browser, card):
    """How many rows a table has, over all its pages."""
    return number(browser.js(f"document.querySelector('#{card} .controls span').textContent").split(" of ")[1])


def table(browser, title):
    """The rows of the table with this caption."""
    return browser.js(f"[...[...document.querySelectorAll('caption')].find((it) => it.textContent === {json.dumps(title)}).parentElement"
                      ".querySelectorAll('tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))")


def pick(browser, title, text):
    """Filters by a value of the table with this caption."""
    browser.js(f"[...[...document.querySelectorAll('caption')].find((it) => it.textContent === {json.dumps(title)}).parentElement"
               f".querySelectorAll('tbody button')].find((it) => it.textContent === {json.dumps(text)}).click()")


def many(browser):
    """The page of main.rs's capture of many hosts: host i of 300 asks 15 times for name (i mod 30)
    at server (i mod 6); every tenth is answered that there is none; those below 20 ask a web server too."""
    check(shown(browser, "flows") == 4000, "the 4000 largest flows")
    check("of 4,520" in browser.js("document.querySelector('#flows .note:last-of-type').textContent"), "and how many there were")
    check(shown(browser, "talkers") == 307, "all hosts")
    # Pages: 307 hosts by 100 are four, forward and back again.
    browser.js("(() => { const box = document.querySelector('#talkers select'); box.value = '100'; box.dispatchEvent(new Event('change')); })()")
    pages = [browser.js(CELLS % "talkers")]
    while not browser.js("document.querySelector('#talkers button[aria-label^=next]').disabled"):
        click(browser, "#talkers button[aria-label^=next]")
        pages.append(browser.js(CELLS % "talkers"))
    check([len(page) for page in pages] == [100, 100, 100, 7], f"pages: {[len(page) for page in pages]}")
    hosts = [row[0] for page in pages for row in page]
    check(len(set(hosts)) == 307, "each host once")
    click(browser, "#talkers button[aria-label^=previous]")
    check(browser.js(CELLS % "talkers") == pages[2], "back again")
    # A host chooses its names, codes and remarks.
    names = table(browser, "Names asked for")
    check(len(names) == 10 and all(number(row[1]) == 150 for row in names), f"ten askers each: {names}")
    search = "(() => { const box = document.querySelector('#talkers input'); box.value = '%s'; box.dispatchEvent(new Event('input')); })()"
    browser.js(search % "10.0.0.10")
    pick(browser, "Hosts", "10.0.0.10")
    browser.js(search % "")
    names = table(browser, "Names asked for")
    check([row[:2] for row in names] == [["name10.example", "15"]], f"the names of one host: {names}")
    check(number(names[0][2]) == 100, f"their share: {names}")
    check([row[2] for row in table(browser, "Response codes")] == ["15"], "its codes")
    check(table(browser, "Names that do not exist")[0][:2] == ["name10.example", "15"], "its names that do not exist")
    check("pairs of hosts of the chosen flows" in browser.js("document.querySelector('#dns').textContent"), "it says what is counted")
    check(table(browser, "Status codes") and table(browser, "Methods") == [["GET", "1", "100.00"]], "its requests")
    remarks = table(browser, "What to look at")
    check(remarks and all(number(row[4]) <= 4 for row in remarks), f"its remarks: {remarks}")
    click(browser, "#clear")
    check(table(browser, "Names asked for") and len(table(browser, "Names asked for")) == 10, "all names again")
    # A name chooses hosts and flows, of DNS alone.
    pick(browser, "Names asked for", "name10.example")
    check(browser.js("document.querySelector('#filters .chip').textContent").startswith("value: dns.names: name10.example"), "a chip says so")
    check(shown(browser, "flows") == 150, f"the flows of a name: {shown(browser, 'flows')}")
    check(all(row[7] == "dns" for row in browser.js(CELLS % "flows")), "they are of DNS")
    check(shown(browser, "talkers") == 11, f"ten hosts and their server: {shown(browser, 'talkers')}")
    click(browser, "#clear")
    # A request, and a remark of the expert.
    pick(browser, "Methods", "GET")
    check(shown(browser, "flows") == 20 and all(row[7] == "http" for row in browser.js(CELLS % "flows")), "flows of a method")
    click(browser, "#clear")
    remark = browser.js("document.querySelector('#health tbody button').textContent")
    pick(browser, "What to look at", remark)
    check(0 < shown(browser, "flows") < 4000, f"flows of hosts with a remark: {remark}")
    check(remark in [row[3] for row in table(browser, "What to look at")], "which keeps its own")
    click(browser, "#clear")
    # A span of time leaves the hosts of that time.
    browser.js("(() => { const [from, to] = document.querySelectorAll('#timeline input'); from.value = 0; to.value = 0.3; to.dispatchEvent(new Event('change')); })()")
    check(0 < shown(browser, "talkers") < 307 and 0 < shown(browser, "flows") < 4000, "a span of time")
    click(browser, "#clear")
    began = time.monotonic()
    click(browser, "#talkers tbody button")
    click(browser, "#clear")
    check(time.monotonic() - began < 5, "choosing among thousands of flows is quick")


def enriched(browser):
    """The page with countries and a list: both stand in tables, also under a filter."""
    for card in ("talkers", "conversations", "flows"):
        heads = browser.js(f"[...document.querySelectorAll('#{card} th')].map((it) => it.textContent)")
        check("listed" in heads and any("country" in head for head in heads), f"{card}: {heads}")
        row = browser.js(CELLS % card)[0]
        check(len(row) == len(heads), f"{card}: as many cells as heads")
    place = browser.js("[...document.querySelectorAll('#talkers th')].findIndex((it) => it.textContent === 'listed')")
    before = {row[0]: row[place] for row in browser.js(CELLS % "talkers")}
    check("192.0.2.0/24" in before.values() and "–" in before.values(), f"some hosts are listed: {before}")
    click(browser, "#talkers tbody button")
    after = {row[0]: row[place] for row in browser.js(CELLS % "talkers")}
    check(after and all(before[host] == value for host, value in after.items()), f"and stay so: {after}")
    click(browser, "#clear")


def screenshot(browser, path):
    data = browser.call("Page.captureScreenshot", captureBeyondViewport=True,
                        clip={"x": 0, "y": 0, "scale": 1, "width": browser.js("innerWidth"), "height": min(3200, browser.js("document.documentElement.scrollHeight"))})
    with open(path, "wb") as file:
        file.write(base64.b64decode(data["data"]))


def main():
    program, kind, page, folder = sys.argv[1:5]
    shots = sys.argv[5] if len(sys.argv) > 5 else None
    browser = Browser(program, folder)
    try:
        browser.size(1400, 1000)
        browser.open(page)
        check(browser.js("document.querySelectorAll('main section').length") >= 6, "the sections are there")
        check(browser.js("document.querySelectorAll('script').length") == 2, "no script but its own two")
        check(browser.js("document.querySelectorAll('img, iframe, object, embed, link, form').length") == 0, "nothing that loads")
        check(browser.js("document.querySelector('#talkers tbody tr') !== null"), "hosts")
        if kind == "enriched":
            enriched(browser)
        if kind == "many":
            many(browser)
            browser.open(page)
        if kind in ("full", "many"):
            full(browser, folder, shots)
        elif shots:
            screenshot(browser, f"{shots}/{os.path.basename(page)}.png")
        browser.js("new Promise((done) => setTimeout(done, 100))")
        found = troubles(browser, page)
        check(found == [], f"troubles: {found}")
    finally:
        browser.close()
    print(f"{CHECKS} checks hold")


main()
