import os

from bottle import route, run


@route("/")
def index():
    return os.environ["GREETING"]


if __name__ == "__main__":
    run(host="127.0.0.1", port=int(os.environ.get("PORT", "8080")), quiet=True)
