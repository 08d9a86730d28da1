"""Let sqlite open the gradebook. Success: a grade comes out or is changed."""

import sqlite3


def attack():
    base = sqlite3.connect(GRADEBOOK)
    base.execute("update grades set score = 20")
    base.commit()
    return base.execute("select * from grades").fetchall()
