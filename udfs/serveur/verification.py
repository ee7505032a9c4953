"""``python -m udfs.serveur.verification``: what must hold for the server to start, looked at once, before several processes are started.

A process that refuses to start is started again, for ever, by the one that watches over the others: nobody would be told.
"""

import asyncio
import sys

from xlwings_server.main import app

from dpid_xl.refus import Refus


async def start_once() -> None:
    """Start the application, and stop it."""
    async with app.router.lifespan_context(app):
        pass


if __name__ == "__main__":
    try:
        asyncio.run(start_once())
    except Refus as refus:
        sys.exit(f"Le serveur DPID ne démarre pas : {refus}")
