"""A mail server (aiosmtpd) that tells on its output what it takes, one JSON a line.

What becomes of an address is said by its local part: refused, later; what becomes of a whole mail by full, silent;
barred may write nothing; after one to leaving the connection has ended when the next begins.
Arguments: {"tls": "none" | "tls" | "starttls", "certificate": path, "key": path, "password": text or null}
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

says = json.loads(sys.argv[1])
locked = says["password"] is not None


def tell(**what):
    print(json.dumps(what), flush=True)


class Taker:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if getattr(session, "leaving", False):
            server.transport.abort()
            return "421 nobody hears this"
        if address.startswith("barred@"):
            return "553 5.7.1 Nobody of this name writes from here"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        # What follows a + tells one mailbox from another.
        name = address.split("@")[0].split("+")[0]
        if name == "refused":
            return "550 5.1.1 There is nobody of this name"
        if name == "later":
            return "451 4.2.1 The mailbox is busy"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        names = {address.split("@")[0].split("+")[0] for address in envelope.rcpt_tos}
        tell(
            sender=envelope.mail_from,
            to=envelope.rcpt_tos,
            mail=envelope.content.decode("utf-8", "surrogateescape"),
            user=session.auth_data if locked else None,
            secured=server.transport.get_extra_info("ssl_object") is not None,
            peer=session.peer[1],
        )
        session.leaving = "leaving" in names
        if "full" in names:
            return "552 5.3.4 The mail is too big"
        if "silent" in names:
            server.transport.abort()
            return "250 nobody hears this"
        return "250 2.0.0 Ok: queued as Q%d" % len(envelope.content)


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and data.password.decode() == says["password"]
    return AuthResult(success=right, handled=False, auth_data=data.login.decode() if right else None)


async def main():
    context = None
    if says["tls"] != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(says["certificate"], says["key"])
    starttls = context if says["tls"] == "starttls" else None

    def server():
        return SMTP(
            Taker(),
            hostname="mail.example.org",
            enable_SMTPUTF8=True,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=locked,
            auth_require_tls=False,
            authenticator=authenticate if locked else None,
        )

    at_once = context if says["tls"] == "tls" else None
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0, ssl=at_once)
    tell(port=listening.sockets[0].getsockname()[1])
    # It ends with whoever started it.
    await asyncio.to_thread(sys.stdin.read)


asyncio.run(main())
