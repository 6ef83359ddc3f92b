import os

import psycopg2
from flask import Flask

app = Flask(__name__)


@app.get("/price")
def price():
    return f"10 {os.environ['SHOP_CURRENCY']} {psycopg2.apilevel}"


if __name__ == "__main__":
    app.run("127.0.0.1", 8000)
