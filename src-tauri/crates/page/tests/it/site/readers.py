"""Reads a status page as other programs do: its feed by feedparser, its answers by a poller of Statuspage's interface."""

import functools, http.server, json, os, sys, tempfile, threading, feedparser

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

# The poller keeps what it knows in its working folder, and reads there what it is to poll.
os.chdir(tempfile.mkdtemp())
with open("services.json", "w") as services:
    json.dump({"ours": {"name": "Ours", "url": f"{address}/api/v2/summary.json"}}, services)
from statuspage_prometheus_exporter import service_checker

polled = service_checker.check_service_status("ours", service_checker.SERVICES["ours"])
told = {"bozo": bool(feed.bozo), "id": feed.feed.id, "title": feed.feed.title, "entries": entries, "polled": polled}
print(json.dumps(told))
