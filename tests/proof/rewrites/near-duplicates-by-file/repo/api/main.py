import yaml

print("api", yaml.safe_load("a: 1"))
