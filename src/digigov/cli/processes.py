"""
What runs beside the database in a rehearsal, in the order of starting. To add a process, add a line; to add a port, a name.

A port is the web server's plus 1000 times its offset, so that copies on 8000 and 8001 do not meet. Every process finds all
of them in its environment (``DIGIGOV_GATEWAY_PORT=9000``), and in ``{gateway}`` of its own command, where ``{var}`` is the
rehearsal's folder and ``{address}`` its web address.
"""

from dataclasses import dataclass

PORTS = {"web": 0, "gateway": 1, "registers": 2, "smtp": 3, "sms": 4, "live": 5}


@dataclass(frozen=True, slots=True)
class Process:
    """
    ``command`` is what follows ``python``. It is ready when every port of ``ports`` takes a connection and, where ``path``
    is given, ``GET path`` on the first of them answers 200; a process without either is ready once it has started.
    ``keeps`` names what it is told of the environment and no other process is.
    """

    name: str
    command: str
    ports: tuple[str, ...] = ()
    path: str = ""
    keeps: tuple[str, ...] = ()


PROCESSES = (
    Process(
        "web",
        "-m granian --interface wsgi --host 127.0.0.1 --port {web} --workers 2 --blocking-threads 96 --no-ws"
        " --workers-kill-timeout 5 --respawn-failed-workers digigov.config.wsgi:application",
        ports=("web",),
        path="/health/ready/",
    ),
    Process(
        "live",
        "-m granian --interface asgi --host 127.0.0.1 --port {live} --workers 1 --no-ws --workers-kill-timeout 3"
        " --respawn-failed-workers digigov.config.live:application",
        ports=("live",),
        path="/live/health/",
    ),
    Process(
        "sinks",
        "-m digigov.rehearsal.sinks --smtp-port {smtp} --sms-port {sms} --folder {var}/sinks"
        " --receipts-url {address}/exchange/sms-receipts/",
        ports=("smtp", "sms"),
    ),
    Process(
        "gateway",
        "-m digigov.rehearsal.gateway --port {gateway} --data {var}/gateway --webhook-url {address}/exchange/card-webhook/",
        ports=("gateway",),
        path="/style.css",
    ),
    Process(
        "registers",
        "-m digigov.rehearsal.registers --port {registers}",
        ports=("registers",),
        keeps=("DIGIGOV_REGISTERS_FILLER_URL",),
    ),
    Process("watch", "-m digigov.cli.main watch"),
    Process("worker", "-m digigov.cli.main worker"),
)
