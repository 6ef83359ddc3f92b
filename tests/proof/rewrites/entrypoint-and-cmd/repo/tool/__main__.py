import pathlib
import sys
import time

from tabulate import tabulate

print(tabulate([[1, "one"], [2, "two"]], headers=["n", "word"]))
if sys.argv[1:] == ["wait"]:
    pathlib.Path("/tmp/ran").write_text(" ".join(sys.argv[1:]))
    time.sleep(60)
