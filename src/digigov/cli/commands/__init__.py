"""Each command is a file here (``HELP`` is this table's): ``add_arguments(parser)`` and ``run(args) -> int``."""

COMMANDS = {
    "start": "a rehearsal of everything on this machine, until Ctrl-C",
    "stop": "end a rehearsal that runs elsewhere",
    "migrate": "bring the database to this version, as its owner",
    "prepare": "compile languages, collect style and scripts, load the country pack",
    "translations": "extract, compile and count the texts of the pack's languages",
    "pack": "check a country pack, see what it would change, load it",
    "new": "begin a service that works at once",
    "rehearse": "fill an empty rehearsal with a fictional island, large or small",
    "appoint": "give a post to somebody who has an account: the first administrator",
    "client": "other systems of government that let people sign in here: register, secret, end, list",
    "check": "look at everything that must be right; exit code 1 if anything is not",
    "audit": "the audit trail's chain: its head, sealing, looking over all of it",
    "backup": "write database, files and keys into one file",
    "backups": "which backups there are, how old, how large, and when one was last tried",
    "restore": "put a backup in place",
    "clock": "show or move the clock of a rehearsal",
    "archive": "what one goes back to a minute from: base backups, the log, files",
    "drill": "restore the newest backup beside the live system, and look whether everything is there",
    "watch": "look every half minute whether all works, and write the public status page",
    "worker": "do the jobs of the queue, until stopped",
}
