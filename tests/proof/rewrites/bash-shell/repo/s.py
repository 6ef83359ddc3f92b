import pytz

print(pytz.timezone("Europe/Berlin").zone)
