from slugify import slugify

print(slugify("The sort one"))
