"""Who waits for a table, and how long: asked of the database every fiftieth of a second while it is migrated."""

import threading

import psycopg

# Whoever works waits for rows, never for whole tables, unless somebody changes the table.
LONGEST = """
SELECT coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart)), 0), coalesce(min(l.relation::regclass::text), '')
  FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
 WHERE NOT l.granted AND l.locktype = 'relation' AND a.usename = 'digigov_app'
"""


class Waits:
    """``longest`` is the longest that anybody who works had to wait for a table, in seconds; ``table`` which."""

    def __init__(self, cluster, database="digigov"):
        self.longest, self.table, self.looks = 0.0, "", 0
        self.place = {"host": str(cluster.socket), "user": "postgres", "dbname": database}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def _look(self):
        with psycopg.connect(**self.place, autocommit=True) as connection:
            while not self.over.wait(0.02):
                seconds, table = connection.execute(LONGEST).fetchone()
                self.looks += 1
                if seconds > self.longest:
                    self.longest, self.table = float(seconds), table

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
