"""Reads a status page as other programs do: its feed by feedparser, its answers by a poller and a client of Statuspage's
interface."""

import functools, http.server, json, os, subprocess, sys, tempfile, threading, feedparser

page = sys.argv[1]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=page))
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"

feed = feedparser.parse(f"{address}/history.atom")
entries = [
    {"id": one.id, "title": one.title, "link": one.link, "updated": one.updated, "published": one.published,
     "content": one.content[0].value}
    for one in feed.entries
]

# The client is a package of npm that lies beside Python's.
def ask():
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "statuspage.cjs")
    modules = os.path.join(sys.prefix, "node_modules")
    return json.loads(subprocess.run(["node", script, modules, address], check=True, stdout=subprocess.PIPE).stdout)


asked = ask() if "client" in sys.argv[2:] else None

# The poller keeps what it knows in its working folder, and reads there what it is to poll.
os.chdir(tempfile.mkdtemp())
with open("services.json", "w") as services:
    json.dump({"ours": {"name": "Ours", "url": f"{address}/api/v2/summary.json"}}, services)
from statuspage_prometheus_exporter import service_checker

polled = service_checker.check_service_status("ours", service_checker.SERVICES["ours"])
told = {"bozo": bool(feed.bozo), "id": feed.feed.id, "title": feed.feed.title, "entries": entries, "polled": polled,
        "asked": asked}
print(json.dumps(told))
