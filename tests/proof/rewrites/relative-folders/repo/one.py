import pathlib

from natsort import natsorted

print(natsorted(p.name for p in pathlib.Path("../data").iterdir()))
