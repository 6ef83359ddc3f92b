//! What a makefile is read as.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Makefile {
    parse(FileId(0), text)
}

fn shells(text: &str) -> Vec<String> {
    let makefile = read(text);
    let recipes = makefile.rules.iter().flat_map(|rule| &rule.recipe);
    recipes.flat_map(|recipe| makefile.shell(recipe)).map(|shell| shell.text).collect()
}

#[test]
fn recipes_become_shell_text() {
    let text = "DC = docker compose \\\n     -f a.yml # why\nup: build | dirs\n\t@-$(DC) up $$X $@ $(UNKNOWN)\n\n# note\n\tcd x && \\\n\t  make\nall: ; @echo hi\n";
    assert_eq!(shells(text), ["docker compose -f a.yml up $X ${@} ${UNKNOWN}", "cd x &&   make", "echo hi"]);
    let makefile = read(text);
    let rule = &makefile.rules[0];
    assert_eq!(rule.targets[0].value, "up");
    assert_eq!(
        rule.prerequisites.iter().map(|word| word.value.as_str()).collect::<Vec<_>>(),
        ["build", "dirs"]
    );
    let span = rule.recipe[1].span(0..4);
    assert_eq!(&text[span.range()], "cd x");
    let shell = &makefile.shell(&rule.recipe[0])[0];
    assert_eq!(&text[shell.span(0..23).range()], "$(DC)");
}

#[test]
fn references_and_functions() {
    let makefile = read(concat!(
        "SERVICES := web db\nSERVICES += cache\nENV ?= dev\nENV ?= prod\nNOW != date\nLOOP = $(LOOP)x\n",
        "define up\ndocker compose -f $(1).yml up $(2)\nendef\n",
    ));
    let cases = [
        (
            "$(SERVICES:%=-f docker-compose.%.yml)",
            Some("-f docker-compose.web.yml -f docker-compose.db.yml -f docker-compose.cache.yml"),
        ),
        ("$(SERVICES:b=x)", Some("wex dx cache")),
        ("docker-compose.${ENV}.yml $$x", Some("docker-compose.dev.yml $x")),
        ("$(addprefix -f ,$(SERVICES))", Some("-f web -f db -f cache")),
        ("$(foreach s,$(SERVICES),-f $(s).yml)", Some("-f web.yml -f db.yml -f cache.yml")),
        ("$(call up,a,$(ENV))", Some("docker compose -f a.yml up dev\n")),
        ("$(shell pwd)/$(CURDIR)", Some("./.")),
        ("$(patsubst %.in,%.yml,a.in b)", Some("a.yml b")),
        ("$(dir deploy/a.yml)$(notdir deploy/a.yml)", Some("deploy/a.yml")),
        ("$(shell date)", None),
        ("$(NOW)", None),
        ("$(LOOP)", None),
        ("$(eval x)", None),
    ];
    for (text, expected) in cases {
        assert_eq!(makefile.expand(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn every_branch_is_read() {
    let text = "ifeq ($(ENV),prod)\nF := prod.yml\nelse\nF := dev.yml\nendif\nup:\nifdef X\n\ta $(F)\nelse\n\tb\nendif\ndown: F = down.yml\n";
    assert_eq!(shells(text), ["a prod.yml", "a dev.yml", "a down.yml", "b"]);
    assert_eq!(read(text).expand("$(F)"), None);
    assert_eq!(read(text).alternatives("$(F)").len(), 3);
}

#[test]
fn assignments_of_all_kinds() {
    let text = "A=1\nB:=2\nC::=3\nD?=4\nE+=5\nexport F = a:b\noverride G=$(X:a=b)\nt1 t2: %.o: %.c\n\tx\n-include a.mk $(B).mk\n";
    let makefile = read(text);
    let all: Vec<_> = makefile
        .variables
        .iter()
        .map(|v| (v.name.value.as_str(), v.assignment, v.value.text.as_str()))
        .collect();
    use Assignment::{Append, IfUnset, Recursive, Simple};
    let expected = [
        ("A", Recursive, "1"),
        ("B", Simple, "2"),
        ("C", Simple, "3"),
        ("D", IfUnset, "4"),
        ("E", Append, "5"),
        ("F", Recursive, "a:b"),
        ("G", Recursive, "$(X:a=b)"),
    ];
    assert_eq!(all, expected);
    assert!(makefile.variables[5].exported);
    assert_eq!(makefile.rules[0].prerequisites[0].value, "%.c");
    assert_eq!(
        makefile.includes.iter().map(|include| include.value.as_str()).collect::<Vec<_>>(),
        ["a.mk", "$(B).mk"]
    );
    assert_eq!(&text[makefile.includes[1].span.range()], "$(B).mk");
}

#[test]
fn one_shell_and_other_prefixes() {
    assert_eq!(shells(".ONESHELL:\na:\n\tcd x\n\tmake\n"), ["cd x\nmake"]);
    assert_eq!(shells(".RECIPEPREFIX = >\na:\n>make x\n"), ["make x"]);
}

#[test]
fn growth_is_bounded() {
    let mut text = String::from("A0 = xxxxxxxxxx\n");
    for n in 1..40 {
        text.push_str(&format!("A{n} = $(A{0})$(A{0})\n", n - 1));
    }
    assert_eq!(read(&text).expand("$(A39)"), None);
    read(&"$(".repeat(20_000)).expand(&"$(".repeat(200_000));
    read(&"ifdef A\nX += y\n".repeat(20_000));
    read(&"define a\n".repeat(50_000));
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(\\$\\(|\\$\\{|\\)|\\$|[aé:=?+;#@\\\\ \t\n}]|\n\t|ifeq |endif\n|define |endef\n|\r\n|foreach |call |subst |,){0,60}") {
        let makefile = read(&text);
        for rule in &makefile.rules {
            for word in rule.targets.iter().chain(&rule.prerequisites) {
                prop_assert!(text.get(word.span.range()).is_some());
                makefile.alternatives(&word.value);
            }
            for recipe in &rule.recipe {
                prop_assert!(text.get(recipe.span(0..recipe.text.len()).range()).is_some());
                makefile.shell(recipe);
            }
        }
        for variable in &makefile.variables {
            prop_assert!(text.get(variable.name.span.range()).is_some());
            makefile.expand(&variable.value.text);
        }
    }
}
