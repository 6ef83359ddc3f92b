import os
import pathlib
import time

from sortedcontainers import SortedList

pathlib.Path(os.environ["DATA"], "ready").write_text(str(SortedList([3, 1, 2])))
time.sleep(60)
