import schedule, slugify; print(slugify.slugify('jobs now'))
