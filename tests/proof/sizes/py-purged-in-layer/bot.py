import aiohttp

print("bot", aiohttp.__name__)
