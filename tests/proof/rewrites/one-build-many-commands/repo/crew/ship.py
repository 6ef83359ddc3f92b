from slugify import slugify

print(slugify("The ship one"))
