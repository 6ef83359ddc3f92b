from jinja2 import Template

print(Template("{{ n }} pages").render(n=4))
