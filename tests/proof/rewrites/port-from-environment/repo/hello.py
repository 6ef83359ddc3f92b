import bottle

app = bottle.default_app()


@bottle.route("/")
def index():
    return "hello"
