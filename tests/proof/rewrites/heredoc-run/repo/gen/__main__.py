from mako.template import Template

print(Template("${1 + 1}").render())
