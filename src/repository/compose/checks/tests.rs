//! Each case says where the finding stands and a part of its message; verdicts are those of Docker Compose 2.40.3.

use super::super::read;
use crate::repository::ComposeId;
use crate::source::FileId;
use crate::syntax::yaml;

fn problems(path: &str, text: &str) -> Vec<(String, String)> {
    let file = read(ComposeId(0), path.to_owned(), FileId(0), yaml::parse(FileId(0), text));
    let at = |problem: &crate::syntax::Problem| text[problem.span.range()].to_owned();
    file.problems.iter().map(|problem| (at(problem), problem.message.clone())).collect()
}

fn service(body: &str) -> String {
    format!("services: {{a: {{image: x, {body}}}}}")
}

#[track_caller]
fn refused(text: &str, place: &str, message: &str) {
    let found = problems("compose.yaml", text);
    let fits = |(at, said): &(String, String)| at == place && said.contains(message);
    assert!(found.len() == 1 && found.iter().all(fits), "{text}\n{found:?}");
}

#[track_caller]
fn accepted(text: &str) {
    assert_eq!(problems("compose.yaml", text), [], "{text}");
}

#[test]
fn types_are_those_of_the_specification() {
    refused("services: {a: {image: 123}}", "123", "`image` must be text, not a number: put it in quotes");
    refused("version: 3.8\nservices: {a: {image: x}}", "3.8", "`version` must be text");
    accepted("version: '3'\nservices: {a: {image: x}}");
    refused("services: {a: }", "a", "must be a mapping, not nothing");
    refused("services: {a: x}", "x", "must be a mapping, not text");
    refused("services: [a]", "services", "must be a mapping, not a list");
    refused(&service("ports: '80:80'"), "'80:80'", "must be a list, not text");
    refused(&service("environment: "), "environment", "must be a list or a mapping, not nothing");
    refused(&service("environment: {A: [1]}"), "A", "not a list");
    refused(&service("command: [echo, 1]"), "1", "put it in quotes");
    refused(&service("privileged: maybe"), "maybe", "must be `true` or `false`");
    refused(&service("privileged: 1"), "1", "must be text or a boolean");
    refused(&service("scale: 1.5"), "1.5", "not a fraction");
    for body in [
        "privileged: yes, init: 'on', tty: \"True\"",
        "environment: {A: 1, B: 1.5, C: true, D: }",
        "scale: 2.0, ulimits: {nofile: '12'}",
        "command: , entrypoint: null, deploy: ",
        "privileged: '${P}', scale: '${N:-many}', ports: '${PORTS}'",
        "privileged: '{{ p }}', ports: '{{ ports }}'",
        "x-any: {a: [b]}, healthcheck: {x-b: 1}",
        "ports: !reset null, networks: !reset x, volumes: !override [a:/b]",
        "secrets: [{source: n, mode: 0440}]",
    ] {
        accepted(&service(body));
    }
}

#[test]
fn formats_are_read_as_compose_reads_them() {
    let cases = [
        ("healthcheck: {interval: 1m 30s}", "1m 30s", "duration"),
        ("healthcheck: {interval: '5'}", "'5'", "duration"),
        ("mem_limit: 1 gx", "1 gx", "bytes"),
        ("ports: ['80:']", "'80:'", "no port"),
        ("ports: ['80:90-91']", "'80:90-91'", "different lengths"),
        ("ports: [80/tcpx]", "80/tcpx", "`tcpx` is not a protocol"),
        ("ports: ['localhost:80:80']", "'localhost:80:80'", "not an IP address"),
        ("ports: [70000]", "70000", "is not a port"),
        ("ports: [{published: 80}]", "published", "lacks `target`"),
        ("volumes: [':/b']", "':/b'", "between two colons"),
        ("volumes: ['./aa:/bb:ro:x']", "'./aa:/bb:ro:x'", "too many colons"),
        ("volumes: [{type: bind, target: /x}]", "bind", "needs a `source`"),
        ("command: \"echo 'a\"", "\"echo 'a\"", "not closed"),
        ("command: f() x", "f() x", "must be quoted"),
        ("extra_hosts: [a]", "a", "lacks an address"),
        ("environment: ['A =b']", "'A =b'", "ends in a space"),
        ("depends_on: {b: {condition: healthy}}", "healthy", "must be one of"),
        ("depends_on: [b, b]", "b", "twice"),
        ("deploy: {resources: {limits: {memory: 5}}}", "5", "must be text"),
        ("healthcheck: {test: [curl, x]}", "curl", "must start with `CMD`"),
        ("pull_policy: foo", "foo", "must be"),
        ("container_name: a", "a", "two characters"),
    ];
    for (body, place, message) in cases {
        refused(&service(body), place, message);
    }
    for body in [
        "healthcheck: {interval: 1d2h, timeout: 1.5s, start_period: '0'}",
        "mem_limit: 1.5Gb, shm_size: 12 mb, memswap_limit: -1",
        "ports: [80, '22:22', '::1:80:80', '80-81:90', '127.0.0.1::80', 80/UDP, '${P}:80']",
        "volumes: [a, 'a:/b', 'C:\\x:/y:ro', './a:/b:ro,z', '${D:-./d}:/x']",
        "command: echo a | (b), entrypoint: \"a '(' c\"",
        "ports: ['80:80', '80:80'], volumes: [a:/x, b:/x], dns: [1.1.1.1, 1.1.1.1]",
    ] {
        accepted(&service(body));
    }
}

#[test]
fn unknown_keys_are_refused_where_they_are_plainly_wrong() {
    refused("sevices: {}", "sevices", "did you mean `services`?");
    refused("web: {image: x}", "web", "written under `services`");
    refused(&service("Image: y"), "Image", "did you mean `image`?");
    refused(&service("enviroment: {}"), "enviroment", "did you mean `environment`?");
    refused(&service("replicas: 2"), "replicas", "written under `deploy`");
    refused(&service("deploy: {impossible: 1}"), "impossible", "no key of `deploy`");
    // it may be newer than the tables
    accepted(&service("something_new: 1"));
}

#[test]
fn templates_and_keys_are_checked_everywhere() {
    refused(&service("x-b: 'a ${'"), "${", "invalid interpolation");
    refused(&service("hostname: 'a-${1x}-b'"), "${1x}", "invalid interpolation");
    refused("services: {a: {image: x, labels: {1: b}}}", "1", "must be text");
    accepted(&service("labels: {'${': $$x}, hostname: !reset '${'"));
    accepted(&service("command: [sh, -c, 'echo $(date) $1 $!']"));
}

#[test]
fn what_contradicts_itself_is_refused() {
    let cases = [
        ("network_mode: host, networks: [n]", "network_mode", "exclude each other"),
        ("build: {dockerfile: a, dockerfile_inline: b}", "dockerfile_inline", "exclude each other"),
        ("platform: p/q, build: {platforms: [p/r]}", "p/q", "must contain"),
        ("container_name: aa, scale: 2", "aa", "unique"),
        ("container_name: aa, deploy: {replicas: 2}", "aa", "unique"),
        ("scale: 2, deploy: {replicas: 3}", "2", "differ"),
        ("cpus: 2, deploy: {resources: {limits: {memory: 1g}}}", "2", "differs"),
        ("mem_limit: 1g, deploy: {resources: {limits: {memory: 1025m}}}", "1g", "differs"),
        ("tmpfs: [/x], volumes: [./b:/x]", "./b:/x", "mounted already"),
        ("develop: {watch: [{path: ., action: sync}]}", "sync", "needs a `target`"),
        ("depends_on: [a]", "a", "a -> a"),
    ];
    for (body, place, message) in cases {
        refused(&service(body), place, message);
    }
    refused("services: {a: {extends: b}, b: {extends: {service: a}}}", "a", "extend each other: a -> b -> a");
    refused("volumes: {v: {external: true, driver: d}}", "driver", "external volume");
    refused("services: {a: {image: x}}\nsecrets: {s: {}}", "s", "needs one of");
    refused("secrets: {s: {file: a, environment: b}}", "environment", "exclude each other");
    accepted(&service("mem_limit: 1g, deploy: {resources: {limits: {memory: 1024m}}}"));
    accepted("networks: {n: {external: true, driver: d}}\nsecrets: {s: {external: true, file: f}}");
}

#[test]
fn another_file_may_fill_what_is_left_out() {
    let text = "services: {a: {environment: , depends_on: {b: {restart: true}}}}\nvolumes:\nsecrets: {s: {}}";
    accepted(text);
    accepted("services: {a: {extends: {file: b.yml, service: b}, environment: }}");
    assert_eq!(problems("compose.override.yaml", "services: {a: {image: x}}\nvolumes:"), []);
    assert_eq!(problems("compose.override.yaml", ""), []);
    // but not what is of the wrong type, nor what is read before anything is merged
    refused("services: {a: {ports: 80}}", "80", "must be a list");
    refused("services: {a: {extends: {file: b.yml}}}", "extends", "lacks `service`");
    refused("services: {a: {image: x}}\nvolumes:", "volumes", "not nothing");
    refused("", "", "empty compose file");
    refused("version: '3'", "", "empty compose file");
}

#[test]
fn documents_are_layers() {
    accepted("services: {a: {image: x}}\n---\nservices: {a: {environment: }}");
    refused("services: {a: {image: x}}\n---\n- a", "-", "top level");
}
