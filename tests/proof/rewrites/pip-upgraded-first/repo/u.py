import cachetools

print(cachetools.TTLCache(1, 1).maxsize)
