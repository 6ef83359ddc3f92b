import os

print("trades-bybit", os.environ.get("PAIR", "BTC"))
