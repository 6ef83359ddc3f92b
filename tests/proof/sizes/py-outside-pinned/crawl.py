import scrapy

print(scrapy.__version__)
