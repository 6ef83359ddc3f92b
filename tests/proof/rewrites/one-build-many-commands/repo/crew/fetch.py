from slugify import slugify

print(slugify("The fetch one"))
