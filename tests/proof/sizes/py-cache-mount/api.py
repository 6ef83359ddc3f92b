import sklearn

print(sklearn.__name__)
