from markupsafe import escape

print(escape("<pot>"))
