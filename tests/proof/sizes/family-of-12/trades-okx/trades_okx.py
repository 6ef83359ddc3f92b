import os

print("trades-okx", os.environ.get("PAIR", "BTC"))
