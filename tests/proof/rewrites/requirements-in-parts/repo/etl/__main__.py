import tenacity
from toolz import pipe

print(pipe(3, str, len), tenacity.__name__)
