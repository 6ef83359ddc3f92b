import attrs

from shared.names import NAME

print(NAME, attrs.__name__)
