import feedparser

print(len(feedparser.parse("<rss/>").entries))
