"""Drain3 with its defaults on the lines of a file: prints lines and seconds as JSON.

    drain.py FILE LINES

It is given what follows the syslog header, cut off beforehand, as its users do; reading and cutting do not count.
"""

import json
import re
import sys
import time

from drain3 import TemplateMiner

HEADER = re.compile(r"^\w{3} +\d+ [\d:]+ \S+ [^:]*: ")

with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
    lines = [HEADER.sub("", line.rstrip("\n")) for line, _ in zip(file, range(int(sys.argv[2])))]
miner = TemplateMiner()
start = time.perf_counter()
for line in lines:
    miner.add_log_message(line)
seconds = time.perf_counter() - start
print(json.dumps({"lines": len(lines), "seconds": seconds, "templates": len(miner.drain.clusters)}))
