"""Two mail servers: one of the house (Haraka) that takes every mail and brings it on, and behind it that of whom it is for
(aiosmtpd), which says then that there is nobody called refused. What the first one writes of that to bounces+… is
delivered into a Maildir; any other mail is told on the output, one JSON a line. Argument: a folder.

Whatever Haraka says of itself is in its log.
"""

import asyncio
import contextlib
import json
import mailbox
import pathlib
import shutil
import smtplib
import socket
import subprocess
import sys

from aiosmtpd.smtp import SMTP

folder = pathlib.Path(sys.argv[1])
haraka = pathlib.Path(sys.prefix) / "node_modules" / "haraka"
home = folder / "haraka"
bounces = mailbox.Maildir(folder / "bounces", create=True)

ROUTE = """
exports.register = function () {
    this.register_hook('connect', 'is_of_the_house')
    this.register_hook('rcpt', 'takes_all')
    this.register_hook('get_mx', 'leads_on')
}
exports.is_of_the_house = (next, connection) => { connection.relaying = true; next() }
exports.takes_all = (next) => next(OK)
exports.leads_on = (next) => next(OK, { priority: 0, exchange: '127.0.0.1', port: %d })
"""


def tell(**what):
    print(json.dumps(what), flush=True)


class Taker:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 There is nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        [address] = envelope.rcpt_tos
        if address.startswith("bounces+"):
            bounces.add(b"Delivered-To: " + address.encode() + b"\r\n" + envelope.content)
        else:
            mail = envelope.content.decode("utf-8", "surrogateescape")
            tell(sender=envelope.mail_from, to=[address], mail=mail)
        return "250 2.0.0 Ok"


def settle(port, leads_to):
    (home / "plugins").mkdir(parents=True)
    (home / "queue").mkdir()
    shutil.copytree(haraka / "config", home / "config")
    settings = {
        "smtp.ini": f"listen=127.0.0.1:{port}\nnodes=0\n",
        "me": "mail.example.org\n",
        "plugins": "route\n",
        "log.ini": "level=warn\n",
        "outbound.ini": "enable_tls=false\nlocal_mx_ok=true\n",
    }
    for name, text in settings.items():
        (home / "config" / name).write_text(text)
    (home / "plugins" / "route.js").write_text(ROUTE % leads_to)


async def answers(port, process):
    while process.poll() is None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtplib.SMTP("127.0.0.1", port, timeout=10).quit()
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, 0.1)
    sys.exit(f"Haraka has ended with {process.returncode}")


async def main():
    loop = asyncio.get_running_loop()
    behind = await loop.create_server(
        lambda: SMTP(Taker(), hostname="mx.example.net", enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settle(port, behind.sockets[0].getsockname()[1])
    with (home / "log").open("w") as log:
        command = ["node", haraka / "bin" / "haraka", "-c", home]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            await answers(port, process)
            tell(port=port)
            # It ends with whoever started it.
            await asyncio.to_thread(sys.stdin.read)
        finally:
            process.kill()
            process.wait()


asyncio.run(main())
