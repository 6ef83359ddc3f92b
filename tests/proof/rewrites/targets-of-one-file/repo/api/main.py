import bottle, slugify; print(slugify.slugify('api ' + bottle.__version__))
