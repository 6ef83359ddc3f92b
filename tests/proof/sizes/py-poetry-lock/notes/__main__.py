import litestar

print("notes on", litestar.__name__)
