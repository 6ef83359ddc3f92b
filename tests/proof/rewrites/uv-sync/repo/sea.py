from markdown_it import MarkdownIt

print(MarkdownIt().render("*sea*"))
