//! How caches and package lists are kept out of a layer, and where nobody touches them.

use careen::edit::Applicability;

use super::edits::fixed;

fn cache(least: Applicability, run: &str, rest: &str, beside: &[(&str, &str)]) -> String {
    let dockerfile = format!("FROM python:3.12-slim-bookworm\n{run}\n{rest}CMD [\"./start.sh\"]\n");
    let fixed = fixed("package-cache-kept", least, &dockerfile, beside);
    let end = fixed.len() - rest.len() - "CMD [\"./start.sh\"]\n".len() - 1;
    fixed[fixed.find('\n').unwrap() + 1..end].to_owned()
}

#[test]
fn commands_are_added_in_the_way_the_script_is_laid_out() {
    let cases = [
        (
            "RUN apt-get update && apt-get install -y jq # a tool",
            "RUN apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/* # a tool",
        ),
        (
            "RUN set -eux; apt-get update; apt-get install -y jq;",
            "RUN set -eux; apt-get update; apt-get install -y jq && rm -rf /var/lib/apt/lists/*;",
        ),
        (
            "RUN apt-get update && apt-get install -y \\\n    jq \\\n    less",
            "RUN apt-get update && apt-get install -y \\\n    jq \\\n    less \\\n    && rm -rf /var/lib/apt/lists/*",
        ),
        (
            "RUN apt-get update \\\n  && apt-get install -y jq",
            "RUN apt-get update \\\n  && apt-get install -y jq \\\n  && rm -rf /var/lib/apt/lists/*",
        ),
        (
            "RUN apt-get update && \\\n\tapt-get install -y jq",
            "RUN apt-get update && \\\n\tapt-get install -y jq && \\\n\trm -rf /var/lib/apt/lists/*",
        ),
        (
            "RUN sudo apt-get update && sudo apt-get install -y jq",
            "RUN sudo apt-get update && sudo apt-get install -y jq && sudo rm -rf /var/lib/apt/lists/*",
        ),
        // flags go where their command stands, whatever surrounds it
        (
            "RUN if true; then pip3 install 'numpy==2.1.0' ; fi",
            "RUN if true; then pip3 install --no-cache-dir 'numpy==2.1.0' ; fi",
        ),
        (
            "RUN <<EOF\npython -m pip install -r requirements.txt\nEOF",
            "RUN <<EOF\npython -m pip install --no-cache-dir -r requirements.txt\nEOF",
        ),
        (
            "RUN apt-get update && pip install numpy",
            "RUN apt-get update && pip install --no-cache-dir numpy && rm -rf /var/lib/apt/lists/*",
        ),
        (
            "RUN pip install numpy && uv pip install scipy",
            "RUN pip install --no-cache-dir numpy && uv pip install --no-cache scipy",
        ),
        // what uv installs so lies in its cache
        (
            "RUN pip install numpy && uv pip install --link-mode=symlink scipy",
            "RUN pip install --no-cache-dir numpy && uv pip install --link-mode=symlink scipy",
        ),
        (
            "ENV UV_LINK_MODE=symlink\nRUN pip install numpy && uv pip install scipy",
            "ENV UV_LINK_MODE=symlink\nRUN pip install --no-cache-dir numpy && uv pip install scipy",
        ),
    ];
    for (run, expected) in cases {
        assert_eq!(cache(Applicability::Safe, run, "COPY requirements.txt .\n", &[]), expected);
    }
}

#[test]
fn scripts_that_are_more_than_a_list_get_no_command() {
    for run in [
        "RUN if true; then apt-get update && apt-get install -y jq; fi",
        "RUN (apt-get update && apt-get install -y jq)",
        "RUN apt-get update && apt-get install -y jq &",
        "RUN <<EOF\napt-get update\napt-get install -y jq\nEOF",
        "RUN true;if true;then apt-get update && apt-get install -y jq;fi",
        "RUN for x in jq; do apt-get update && apt-get install -y $x; done",
        "RUN pip install --cache-dir /tmp/pip -r requirements.txt",
        "RUN [\"pip\", \"install\", \"numpy\"]",
        "RUN sh -c 'pip install numpy'",
        "RUN pipenv install numpy",
        "RUN apt-get update && apt-get install -y jq && exit 0",
    ] {
        assert_eq!(cache(Applicability::Unsafe, run, "", &[]), run);
    }
}

/// What comes later in a `RUN` may delete the folder it stands in, or npm itself.
#[test]
fn a_package_manager_empties_its_cache_before_anything_else_happens() {
    let fix = |run: &str| {
        let text = format!("FROM node:22-bookworm-slim\nCOPY package.json .\n{run}\nCMD [\"node\"]\n");
        let fixed = fixed("package-cache-kept", Applicability::Safe, &text, &[]);
        let (_, rest) = fixed.split_once("json .\n").unwrap();
        rest.strip_suffix("\nCMD [\"node\"]\n").unwrap().to_owned()
    };
    for (run, expected) in [
        (
            "RUN cd /tmp/x && npm ci && npm run build && rm -rf /tmp/x",
            "RUN cd /tmp/x && npm ci && npm cache clean --force && npm run build && rm -rf /tmp/x",
        ),
        // an `&&` in front of what fails would keep `set -e` from stopping
        (
            "RUN set -e; \\\n    npm ci; \\\n    npm prune",
            "RUN set -e; \\\n    npm ci; \\\n    npm cache clean --force; \\\n    npm prune",
        ),
        (
            "RUN npm i -g pnpm \\\n    # all\n    && npm ci \\\n    # away\n    && apk del npm",
            "RUN npm i -g pnpm \\\n    # all\n    && npm ci && npm cache clean --force \\\n    # away\n    && apk del npm",
        ),
        ("RUN npm -v || npm ci && npm -v", "RUN npm -v || npm ci && npm cache clean --force && npm -v"),
    ] {
        assert_eq!(fix(run), expected);
    }
    for run in ["RUN npm ci | tee log", "RUN npm ci || true", "RUN npm ci & npm -v"] {
        assert_eq!(fix(run), run);
    }
}

/// Later versions may load packages from the cache when the program runs.
#[test]
fn only_the_first_yarn_loses_its_cache() {
    const RUN: &str = "RUN yarn install";
    let fix = |beside: &[(&str, &str)]| {
        let rest = "COPY server.js .\n";
        let text = format!(
            "FROM node:22-bookworm-slim\nCOPY package.json .\n{RUN}\n{rest}CMD [\"node\", \"server.js\"]\n"
        );
        fixed("package-cache-kept", Applicability::Unsafe, &text, beside).contains("&& yarn cache clean")
    };
    assert!(fix(&[("yarn.lock", "# yarn lockfile v1\n")]));
    assert!(!fix(&[(".yarnrc.yml", "nodeLinker: pnp\n")]));
    assert!(!fix(&[("yarn.lock", "__metadata:\n  version: 8\n")]));
}

#[test]
fn lists_that_somebody_may_need_are_not_deleted_by_a_safe_fix() {
    const RUN: &str = "RUN apt-get update && apt-get install -y jq";
    let with = format!("{RUN} && rm -rf /var/lib/apt/lists/*");
    /// What comes behind the `RUN`, what lies beside the Dockerfile, and which fixes delete the lists.
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], [bool; 2]);
    let cases: [Case<'_>; 8] = [
        ("RUN apt-get install -y less\n", &[], [false, false]),
        ("RUN apt-cache policy less\n", &[], [false, false]),
        ("RUN apt-get clean && useradd app\n", &[], [true, true]),
        ("RUN ./install.sh\n", &[], [false, true]),
        ("RUN curl -fsSL https://example.com/x | sh\n", &[], [false, true]),
        ("COPY start.sh ./\n", &[("start.sh", "apt-get install -y less\n")], [false, true]),
        ("COPY start.sh ./\n", &[("start.sh", "exec python main.py\n")], [true, true]),
        (
            "",
            &[
                ("compose.yaml", "services:\n  base: {build: ., image: shop/base}\n"),
                ("api/Dockerfile", "FROM shop/base\nRUN apt-get install -y less\n"),
            ],
            [false, true],
        ),
    ];
    for (rest, beside, [safe, all]) in cases {
        for (least, is_fixed) in [(Applicability::Safe, safe), (Applicability::Unsafe, all)] {
            let expected = if is_fixed { with.as_str() } else { RUN };
            assert_eq!(cache(least, RUN, rest, beside), expected, "{rest:?} {beside:?} {least:?}");
        }
    }
}
